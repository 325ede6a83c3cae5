"""Titles that mean something to Markdown, HTML, Typst, XML or a template, and templates that attack."""

TITLES = (
    '#import "@preview/cetz:0.3.0"',
    '#read("/etc/passwd")',
    "*gras* | cellule",
    "**gras** et __souligné__",
    "<script>alert(1)</script>",
    "</w:t><w:p/>",
    "{{ 7*7 }} {% raw %} {# rien #}",
    "- puce",
    "1. liste",
    "1) liste",
    "+ un ...",
    "> citation",
    "    du code",
    "`code` ``code``",
    "```\nbloc\n```",
    "~~~ typst",
    "# Titre ## fin #",
    "Titre\n===",
    "Titre\n---",
    "***",
    "[lien](https://exemple.fr) [x]: https://exemple.fr",
    "![image](https://exemple.fr/x.png)",
    "https://exemple.fr nom@exemple.fr <mailto:nom@exemple.fr>",
    "&amp; &#92; &lt;b&gt; &nbsp;",
    "fin\\",
    "\\| \\\\| \\",
    "| --- | :---: |",
    "a\u0000b\u0007c\u001b[31m",
    "facture\u202efdp.exe\u2066x\u200b\ufeff",
    "[À COMPLÉTER : rien] [^1] [^1]: note",
)
"""The thirty hostile titles."""

ESCAPES = {
    # bad-inputs §2, 13 to 19: ways out of the sandbox that were found over the years
    "classes": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "cycler": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "lipsum": "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "joiner": "{{ joiner.__init__.__globals__ }}",
    "namespace": "{{ namespace.__init__.__globals__ }}",
    "self": "{{ self.__init__.__globals__ }}",
    "self as data": "{{ self['__dict__'] }}",
    "format": "{{ '{0.__class__}'.format(dossier) }}",
    "format_map": "{{ '{a.__class__}'.format_map({'a': dossier}) }}",
    "format indirectly": "{% set f = '{0.__class__}'.format %}{{ f(dossier) }}",
    "attr filter": "{{ dossier | attr('__class__') }}",
    "attr filter, format": "{{ ('{0.__class__}' | attr('format'))(dossier) }}",
    "map with attribute": "{{ projets | map(attribute='__class__') | list }}",
    "xmlattr": "{{ {'onload=alert(1) x': 1} | xmlattr }}",
    "update": "{{ dossier.update({'id': 'x'}) }}",
    "path as a name": "{% include '../../../etc/passwd' %}",
    "path as a computed name": "{% include dossier.id %}",
    "path as a list of names": "{% include ['/etc/passwd', 'document.md'] %}",
    "import as": "{% import '_parts/x.md' as x %}{{ x.__class__ }}",
    "underscore": "{{ _ }}",
    "dunder by string": "{{ dossier['__class__'] }}",
    "dunder by joined string": "{{ dossier['__cl' ~ 'ass__'] }}",
    "dunder by variable": "{% set n = '__class__' %}{{ dossier[n] }}",
    "method": "{{ dossier.id.upper() }}",
    "method by string": "{{ dossier.id['upper'] }}",
    "mapping method": "{{ dossier.items() }}",
    "mapping method, unused": "{{ dossier.keys }}",
    "context": "{{ self._TemplateReference__context }}",
    "caller": "{% macro m() %}{{ caller.__globals__ }}{% endmacro %}{% call m() %}{% endcall %}",
    "macro's insides": "{% macro m() %}{% endmacro %}{{ m._environment }}",
    "macro's name": "{% macro m() %}{% endmacro %}{{ m.name }}",
    "loop's insides": "{% for p in projets %}{{ loop._iterator }}{% endfor %}",
    "loop's insides by string": "{% for p in projets %}{{ loop['_iterator'] }}{% endfor %}",
    "loop called": "{% for p in projets recursive %}{{ loop(projets) }}{% endfor %}",
    "loop.cycle": "{% for p in projets %}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "no escaping": "{% autoescape false %}{{ dossier.id }}{% endautoescape %}",
    "safe": "{{ dossier.id | safe }}",
    "filter block": "{% filter safe %}{{ dossier.id }}{% endfilter %}",
    "dictionary": "{{ {'a': 1}.a }}",
    "star arguments": "{% macro m() %}{% endmacro %}{{ m(*projets) }}",
    "lambda of a filter": "{{ projets | groupby('__class__') }}",
    "path of a filter": "{{ projets | liste('__class__') }}",
    "path of a filter, deeper": "{{ projets | somme('axe.__class__') }}",
    "path of a filter, computed": "{{ projets | liste('__cl' ~ 'ass__') }}",
    "inner filter": "{{ dossier.id | §prose }}",
    "environment": "{{ environment }}",
    "dict": "{{ dict(a=1) }}",
    "do": "{% do projets.append(1) %}",
    "float": "{{ 1e308 }}",
    "debug": "{% debug %}",
}
"""Templates that try to get at something else than their data."""

BOMBS = {
    # bad-inputs §2, 22 to 24: what a template may cost
    "text times a number": "{{ 'a' * 10**8 }}",
    "number times a text": "{{ 100000000 * 'a' }}",
    "power": "{{ 9**9**9 }}",
    "center": "{{ 'a' | center(10**9) }}",
    "padding": "{{ '%999999999d' % 1 }}",
    "padding by format": "{{ '{:>999999999}'.format(1) }}",
    "format filter": "{{ '%999999999d' | format(1) }}",
    "lipsum": "{{ lipsum(n=10000000) }}",
    "replace": "{{ 'aaaa' | replace('a', 'aaaaaaaaaa') }}",
    "indent": "{{ 'a' | indent(100000000) }}",
    "range": "{% for i in range(10**9) %}{% endfor %}",
    "range, small": "{% for i in range(10) %}{{ i }}{% endfor %}",
    "loops in loops": (
        "{% for a in projets %}{% for b in projets %}{% for c in projets %}{% for d in projets %}"
        "{% endfor %}{% endfor %}{% endfor %}{% endfor %}"
    ),
    "loops in loops that write": (
        "{% for a in projets %}{% for b in projets %}{% for c in projets %}aaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        "{% endfor %}{% endfor %}{% endfor %}"
    ),
    "loops over the letters of a text": "{% for c in dossier.id %}{{ c }}{% endfor %}",
    "doubling by ~": "{% set a = 'aaaaaaaaaaaaaaaa' %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
    "doubling by set": "{% set a %}aaaaaaaaaaaaaaaa{% endset %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 40,
    "doubling by +": "{{ dossier.id + dossier.id }}",
    "macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "macro that calls itself twice, to a depth": (
        "{% macro m(n) %}{% if n > 0 %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(25) }}"
    ),
    "the same, writing nothing": (
        "{% macro m(n) %}{% if n > 0 and (m(n - 1) or m(n - 1)) %}{% endif %}{% endmacro %}{% if m(25) %}{% endif %}"
    ),
    "macros that call one another": (
        "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}"
    ),
    "block that calls itself": "{% block a %}{{ self.a() }}{% endblock %}",
    "includes itself": "{% include 'document.md' %}",
    "extends itself": "{% extends 'document.md' %}",
    "brackets in brackets": "{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}",
    "not not not": "{{ " + "not " * 5_000 + "1 }}",
    "ifs in ifs": "{% if dossier %}" * 500 + "{% endif %}" * 500,
    "loops in loops, by the dozen": "{% for p in projets %}" * 25 + "{% endfor %}" * 25,
    "a number of many digits": "{{ " + "9" * 5_000 + " }}",
    "a list of lists": "{{ " + "[" * 300 + "]" * 300 + " | liste }}",
}
"""Templates that try to cost too much."""
