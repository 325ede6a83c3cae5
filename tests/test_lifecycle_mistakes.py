"""Every mistake a states.yaml can hold is told with its line, its column and what to write instead."""

import pytest
from lifecycles import SMALL, changed, checked, told

from workflow.language import Text
from workflow.lifecycle.loading import examine
from workflow.lifecycle.page import MOST
from workflow.models import ROLES

GUARD = "guards: [has_member]"
SENT = "en: Sent}}"
LETTER = "documents: [letter]"
DRAFT = "en: Draft}, initial: true"
PHASE = "First phase}}"
SECTIONS = "name, version, label, phases, states, transitions, in_force, axes, documents, on_demand, reports, texts"
SEND = "{fr: Envoyer, en: Send}"


def section(name, body, text=SMALL):
    """The small lifecycle with another body in one of its sections."""
    before, _, rest = text.partition(f"\n{name}:")
    after = next((rest[at:] for at in range(len(rest)) if rest[at] == "\n" and rest[at + 1 : at + 2].isalpha()), "\n")
    return f"{before}\n{name}:{body}{after}"


MISTAKES = [
    # ── keys ──
    (
        changed("  send:\n", "  send:\n    lable: {fr: a, en: b}\n"),
        "14:5 unknown-key",
        "clé inconnue : « lable » ; proche : label",
        "unknown key: “lable”; near: label",
    ),
    (
        changed("transitions:", "transtions:"),
        "12:1 unknown-key",
        "clé inconnue : « transtions » ; proche : transitions",
        "unknown key: “transtions”; near: transitions",
    ),
    (
        changed("name: essai", "name: essai\nzzz: 1"),
        "2:1 unknown-key",
        f"clé inconnue : « zzz » ; possibles : {SECTIONS}",
        f"unknown key: “zzz”; possible: {SECTIONS}",
    ),
    (changed('version: "1"\n', ""), "1:1 missing-key", "il manque la clé « version »", "the key “version” is missing"),
    (
        changed("    from: [draft]\n", ""),
        "13:3 missing-key",
        "il manque la clé « from »",
        "the key “from” is missing",
    ),
    (
        changed("sent: {label: {fr: Envoyé, en: Sent}}", "sent: {}"),
        "10:3 missing-key",
        "il manque la clé « label »",
        "the key “label” is missing",
    ),
    (
        changed("    to: sent\n", "    to: sent\n\n    to: answered\n"),
        "18:5 duplicate-key",
        "« to » est écrit deux fois, lignes 16 et 18",
        "“to” is written twice, on lines 16 and 18",
    ),
    (
        changed("  answered: {", "  sent: {label: {fr: Deuxième envoi, en: Again}}\n  answered: {"),
        "11:3 duplicate-key",
        "« sent » est écrit deux fois, lignes 10 et 11",
        "“sent” is written twice, on lines 10 and 11",
    ),
    (
        changed("  send:\n", "  <<: {roles: [auditor]}\n  send:\n"),
        "13:3 merge-key",
        "« << » n’est pas permis : écrivez les valeurs en entier",
        "“<<” is not allowed: write the values out",
    ),
    (
        changed("  send:\n", "  ? [a]\n  : b\n  send:\n"),
        "13:5 not-a-text",
        "on attend ici un texte",
        "a text belongs here",
    ),
    # ── what YAML takes for something else ──
    (
        changed("en: Send}", "en: no}"),
        "14:30 not-a-text",
        '« no » se lit comme vrai ou faux : mettez-le entre guillemets, "no"',
        '“no” reads as true or false: put it in quotes, "no"',
    ),
    (
        changed('version: "1"', "version: 1.10"),
        "2:10 not-a-text",
        '« 1.10 » se lit comme un nombre : mettez-le entre guillemets, "1.10"',
        '“1.10” reads as a number: put it in quotes, "1.10"',
    ),
    (
        changed('version: "1"', "version: 1e3"),
        "2:10 not-a-text",
        '« 1e3 » se lit comme un nombre : mettez-le entre guillemets, "1e3"',
        '“1e3” reads as a number: put it in quotes, "1e3"',
    ),
    (
        changed('version: "1"', "version: 2018-11-22"),
        "2:10 not-a-text",
        '« 2018-11-22 » se lit comme une date : mettez-le entre guillemets, "2018-11-22"',
        '“2018-11-22” reads as a date: put it in quotes, "2018-11-22"',
    ),
    (
        changed('version: "1"', "version: ~"),
        "2:10 not-a-text",
        '« ~ » se lit comme une absence de valeur : mettez-le entre guillemets, "~"',
        '“~” reads as no value: put it in quotes, "~"',
    ),
    (
        changed('"2018":', "012:"),
        "5:3 not-a-text",
        '« 012 » se lit comme un nombre : mettez-le entre guillemets, "012"',
        '“012” reads as a number: put it in quotes, "012"',
    ),
    (
        changed("roles: [coordinator]", "roles: [12:30:00]"),
        "17:13 not-a-text",
        '« 12:30:00 » se lit comme un nombre : mettez-le entre guillemets, "12:30:00"',
        '“12:30:00” reads as a number: put it in quotes, "12:30:00"',
    ),
    (
        changed("roles: [coordinator]", "roles: [1_000]"),
        "17:13 not-a-text",
        '« 1_000 » se lit comme un nombre : mettez-le entre guillemets, "1_000"',
        '“1_000” reads as a number: put it in quotes, "1_000"',
    ),
    # ── values of the wrong form ──
    (
        changed(GUARD, "guards:"),
        "18:12 empty-value",
        "il manque une valeur : donnez-la, ou retirez la clé",
        "a value is missing: give it, or remove the key",
    ),
    (
        changed(GUARD, "guards: has_member"),
        "18:13 not-a-list",
        "on attend ici une liste, « [un, deux] »",
        "a list belongs here, “[one, two]”",
    ),
    (
        section("states", " [draft, sent]"),
        "8:9 not-a-table",
        "on attend ici des clés et leurs valeurs, « clé: valeur »",
        "keys and values belong here, “key: value”",
    ),
    ("- un\n- deux\n", "1:1 not-a-table", "on attend ici des clés et leurs valeurs, « clé: valeur »", None),
    (changed(DRAFT, "en: Draft}, initial: yes"), "9:55 not-a-flag", "écrivez true ou false", "write true or false"),
    (changed(DRAFT, 'en: Draft}, initial: "true"'), "9:55 not-a-flag", "écrivez true ou false", None),
    (changed(DRAFT, "en: Draft}, initial: [true]"), "9:55 not-a-flag", "écrivez true ou false", None),
    (
        changed(SENT, "en: Sent}, target_days: 012}"),
        "10:54 not-a-number",
        "écrivez un nombre entier de 1 à 36500",
        "write a whole number from 1 to 36500",
    ),
    (changed(SENT, "en: Sent}, target_days: 0}"), "10:54 not-a-number", "écrivez un nombre entier de 1 à 36500", None),
    (
        changed(SENT, "en: Sent}, target_days: 3.5}"),
        "10:54 not-a-number",
        "écrivez un nombre entier de 1 à 36500",
        None,
    ),
    (
        changed(SENT, 'en: Sent}, target_days: "9"}'),
        "10:54 not-a-number",
        "écrivez un nombre entier de 1 à 36500",
        None,
    ),
    (
        changed(SENT, "en: Sent}, target_days: 36501}"),
        "10:54 not-a-number",
        "écrivez un nombre entier de 1 à 36500",
        None,
    ),
    (
        changed(SENT, 'en: Sent}, symbol: "●●"}'),
        "10:49 not-a-sign",
        "écrivez un seul signe, « ● »",
        "write one sign, “●”",
    ),
    (changed(SENT, 'en: Sent}, symbol: "\\u200b"}'), "10:49 not-a-sign", "écrivez un seul signe, « ● »", None),
    (changed(SENT, "en: Sent}, symbol: 会}"), "10:49 not-a-sign", "écrivez un seul signe, « ● »", None),
    (
        changed(PHASE, 'First phase}, starts: "22/11/2018"}'),
        "5:66 not-a-day",
        'écrivez un jour, « "2018-11-22" »',
        'write a day, “"2018-11-22"”',
    ),
    (
        changed(PHASE, 'First phase}, starts: "2018-02-31"}'),
        "5:66 not-a-day",
        'écrivez un jour, « "2018-11-22" »',
        None,
    ),
    (SMALL + "in_force: {from: demain}\n", "25:18 not-a-day", 'écrivez un jour, « "2018-11-22" »', None),
    (
        changed(PHASE, 'First phase}, starts: 2018-11-22, ends: "2018-01-01"}'),
        "5:84 ends-before-it-starts",
        "la fin (2018-01-01) est avant le début (2018-11-22)",
        "it ends (2018-01-01) before it starts (2018-11-22)",
    ),
    (
        changed("  draft: {", "  Étape 1: {").replace("[draft]", "[Étape 1]"),
        "9:3 not-a-name",
        "« Étape 1 » n’est pas un nom : 40 lettres de a à z sans accent, chiffres et « _ » au plus",
        "“Étape 1” is not a name: at most 40 letters a to z without accents, digits and “_”",
    ),
    (
        changed("name: essai", "name: Essai national"),
        "1:7 not-a-name",
        "« Essai national » n’est pas un nom : 40 lettres de a à z sans accent, chiffres et « - » au plus",
        "“Essai national” is not a name: at most 40 letters a to z without accents, digits and “-”",
    ),
    # ── texts ──
    (
        changed(SEND, "{fr: Envoyer}"),
        "14:5 missing-language",
        "libellé : il manque le texte en anglais, « en: … »",
        "label: the English text is missing, “en: …”",
    ),
    (
        changed(SEND, "{en: Send}"),
        "14:5 missing-language",
        "libellé : il manque le texte en français, « fr: … »",
        "label: the French text is missing, “fr: …”",
    ),
    (
        changed(SEND, "Envoyer"),
        "14:12 missing-language",
        "libellé : écrivez le texte dans les deux langues, « {fr: …, en: …} »",
        "label: write the text in both languages, “{fr: …, en: …}”",
    ),
    (
        changed(SEND, "{fr: Envoyer, en: Send, de: Senden}"),
        "14:36 unknown-key",
        "clé inconnue : « de » ; possibles : fr, en",
        "unknown key: “de”; possible: fr, en",
    ),
    (
        changed(SEND, "{fr: Envoyer, en: ''}"),
        "14:30 unreadable-text",
        "libellé : il n’y a rien de lisible",
        "label: there is nothing to read",
    ),
    (
        changed(SEND, "{fr: Envoy\u200ber, en: Send}"),
        "14:17 unreadable-text",
        "libellé : un caractère invisible (U+200B) au caractère 6",
        "label: an invisible character (U+200B) at character 6",
    ),
    (
        changed(SEND, f"{{fr: {'é' * 301}, en: Send}}"),
        "14:17 unreadable-text",
        "libellé : 301 caractères, 300 au plus",
        "label: 301 characters, 300 at most",
    ),
    (
        changed(SENT, "en: Sent}, counted: {one: {fr: envoi, en: letter}}}"),
        "10:41 missing-key",
        "il manque la clé « many »",
        "the key “many” is missing",
    ),
    (
        changed(SENT, "en: Sent}, counted: {one: {fr: envoi, en: letter}, many: {fr: envois}}}"),
        "10:81 missing-language",
        "libellé : il manque le texte en anglais, « en: … »",
        "label: the English text is missing, “en: …”",
    ),
    # ── names that nothing bears ──
    (
        changed("to: sent", "to: snet"),
        "16:9 unknown-state",
        "état inconnu : « snet » ; proche : sent",
        "unknown state: “snet”; near: sent",
    ),
    (
        changed("from: [sent]", "from: [sent, any]"),
        "22:18 unknown-state",
        "état inconnu : « any » ; possibles : draft, sent, answered",
        "unknown state: “any”; possible: draft, sent, answered",
    ),
    (
        changed("roles: [coordinator]", "roles: [coordinateur]"),
        "17:13 unknown-role",
        "rôle inconnu : « coordinateur » ; proche : coordinator",
        "unknown role: “coordinateur”; near: coordinator",
    ),
    (
        changed(LETTER, "documents: [lettre]"),
        "19:17 unknown-document",
        "document inconnu : « lettre » ; proche : letter",
        "unknown document: “lettre”; near: letter",
    ),
    (SMALL + "reports: [lettre]\n", "25:11 unknown-document", "document inconnu : « lettre » ; proche : letter", None),
    (
        SMALL + "on_demand: [lettre]\n",
        "25:13 unknown-document",
        "document inconnu : « lettre » ; proche : letter",
        None,
    ),
    (
        changed("en: Letter}}", "en: Letter}, each: projet}"),
        "7:51 unknown-each",
        "« each » inconnu : « projet » ; proche : project",
        "unknown “each”: “projet”; near: project",
    ),
    (
        SMALL + "texts:\n  portrait: {label: {fr: Portrait, en: Portrait}, each: projet}\n",
        "26:57 unknown-each",
        "« each » inconnu : « projet » ; proche : project",
        "unknown “each”: “projet”; near: project",
    ),
    (
        SMALL + "texts:\n  portrait: {label: Portrait}\n",
        "26:21 missing-language",
        "libellé : écrivez le texte dans les deux langues, « {fr: …, en: …} »",
        "label: write the text in both languages, “{fr: …, en: …}”",
    ),
    (
        SMALL + "texts:\n  portrait: {help: {fr: a, en: b}}\n",
        "26:3 missing-key",
        "il manque la clé « label »",
        "the key “label” is missing",
    ),
    (
        SMALL + "texts:\n  portrait: {label: {fr: a, en: b}, help: {fr: a}}\n",
        "26:37 missing-language",
        "help : il manque le texte en anglais, « en: … »",
        "help: the English text is missing, “en: …”",
    ),
    (
        SMALL + "texts:\n  portrait: {label: {fr: a, en: b}}\n  portrait: {label: {fr: c, en: d}}\n",
        "27:3 duplicate-key",
        "« portrait » est écrit deux fois, lignes 26 et 27",
        "“portrait” is written twice, on lines 26 and 27",
    ),
    (
        SMALL + "texts: [portrait]\n",
        "25:8 not-a-table",
        "on attend ici des clés et leurs valeurs, « clé: valeur »",
        "keys and values belong here, “key: value”",
    ),
    (
        changed(SENT, "en: Sent}, colour: gren}"),
        "10:49 unknown-colour",
        "couleur inconnue : « gren » ; proche : green",
        "unknown colour: “gren”; near: green",
    ),
    (
        changed(SENT, 'en: Sent}, labels: {"2019": {fr: a, en: b}}}'),
        "10:50 unknown-key",
        "clé inconnue : « 2019 » ; proche : 2018",
        "unknown key: “2019”; near: 2018",
    ),
    (
        changed(LETTER, "inputs: {day: {type: dat, label: {fr: a, en: b}}}"),
        "19:26 unknown-type",
        "type inconnu : « dat » ; proche : date",
        "unknown type: “dat”; near: date",
    ),
    (
        changed(LETTER, "evidence: [{kind: presse, condition: expected, label: {fr: a, en: b}}]"),
        "19:23 unknown-evidence",
        "nature de pièce inconnue : « presse » ; proche : press",
        "unknown kind of evidence: “presse”; near: press",
    ),
    (
        changed(LETTER, "evidence: [{kind: press, condition: needed, label: {fr: a, en: b}}]"),
        "19:41 unknown-condition",
        "condition inconnue : « needed » ; possibles : expected, required",
        "unknown condition: “needed”; possible: expected, required",
    ),
    (
        changed(LETTER, "evidence: [{kind: press, condition: required, label: {fr: a, en: b}, substitutes: [pres]}]"),
        "19:88 unknown-evidence",
        "nature de pièce inconnue : « pres » ; proche : press",
        None,
    ),
    (
        SMALL + 'axes:\n  - {code: attirer, phase: "2019", label: {fr: a, en: b}}\n',
        "26:28 unknown-phase",
        "phase inconnue : « 2019 » ; proche : 2018",
        "unknown phase: “2019”; near: 2018",
    ),
    (
        SMALL + 'axes:\n  - {code: attirer, phase: "2018", label: {fr: a, en: b}, regions: ["99"]}\n',
        "26:69 unknown-region",
        "Code ou nom de région inconnu : « 99 »",
        "Unknown region code or name: “99”",
    ),
    # ── guards ──
    (
        changed(GUARD, "guards: [has_membre]"),
        "18:14 unknown-guard",
        "garde inconnue : « has_membre » ; proche : has_member, has_region",
        "unknown guard: “has_membre”; near: has_member, has_region",
    ),
    (
        changed(GUARD, "expectations: [has_membre: {}]"),
        "18:20 unknown-guard",
        "garde inconnue : « has_membre » ; proche : has_member, has_region",
        None,
    ),
    (
        changed(GUARD, "guards: [no_missing_signatory]"),
        "18:14 missing-parameter",
        "« no_missing_signatory » demande le paramètre « document »",
        "“no_missing_signatory” asks for the parameter “document”",
    ),
    (
        changed(GUARD, "guards: [no_missing_signatory: {document: protocol, documnt: contract}]"),
        "18:57 unknown-parameter",
        "« no_missing_signatory » n’a pas ce paramètre : « documnt » ; proche : document",
        "“no_missing_signatory” has no such parameter: “documnt”; near: document",
    ),
    (
        changed(GUARD, "guards: [has_member: {document: protocol}]"),
        "18:27 unknown-parameter",
        "« has_member » n’a pas ce paramètre : « document »",
        "“has_member” has no such parameter: “document”",
    ),
    (
        changed(GUARD, "guards: [signed_by_each_college: {document: protocol, colleges: [stat]}]"),
        "18:70 unknown-value",
        "« colleges » inconnu : « stat » ; proche : state",
        "unknown “colleges”: “stat”; near: state",
    ),
    (
        changed(GUARD, "guards: [signed_by_each_region: {document: protocole}]"),
        "18:48 unknown-value",
        "« document » inconnu : « protocole » ; proche : protocol",
        "unknown “document”: “protocole”; near: protocol",
    ),
    (
        changed(GUARD, "guards: [changed_since_last: {documents: [lettre]}]"),
        "18:47 unknown-value",
        "« documents » inconnu : « lettre » ; proche : letter",
        "unknown “documents”: “lettre”; near: letter",
    ),
    (
        changed(GUARD, "guards: [changed_since_last: {documents: letter}]"),
        "18:46 not-a-list",
        "on attend ici une liste, « [un, deux] »",
        None,
    ),
    (
        changed(GUARD, "guards: [signed_by_each_college: {document: protocol, colleges: []}]"),
        "18:69 empty-value",
        "la liste est vide",
        "the list is empty",
    ),
    (
        changed(GUARD, "guards: [{has_member: {}, has_region: {}}]"),
        "18:14 not-a-guard",
        "écrivez le nom d’une garde, ou « nom: {paramètre: valeur} », une par tiret",
        "write the name of a guard, or “name: {parameter: value}”, one for each dash",
    ),
    (changed(GUARD, "guards: [[has_member]]"), "18:14 not-a-text", "on attend ici un texte", None),
    # ── what stands twice, or nowhere ──
    (
        changed(GUARD, "guards: [has_member]\n    expectations: [has_region, has_member]"),
        "19:32 repeated",
        "« has_member » est répété",
        "“has_member” is repeated",
    ),
    (changed("from: [sent]", "from: [sent, sent]"), "22:18 repeated", "« sent » est répété", None),
    (
        SMALL
        + 'axes:\n  - {code: attirer, phase: "2018", label: {fr: a, en: b}}\n'
        + '  - {code: attirer, phase: "2018", label: {fr: c, en: d}}\n',
        "27:12 repeated",
        "« attirer » est répété",
        None,
    ),
    (
        SMALL + 'axes:\n  - {code: attirer, phase: "2018", label: {fr: a, en: b}, regions: ["28", Normandie]}\n',
        "26:75 repeated",
        "« 28 » est répété",
        None,
    ),
    (
        changed("from: [sent]", "from: []"),
        "22:11 no-source",
        "la transition ne part d’aucun état",
        "the transition leaves no state",
    ),
    (section("phases", " {}"), "4:9 no-phase", "aucune phase n’est déclarée", "no phase is declared"),
    (section("states", " {}"), "8:1 no-state", "aucun état n’est déclaré", "no state is declared"),
    (
        changed("  letter: {", "  other: {label: {fr: Autre, en: Other}}\n  letter: {"),
        "7:3 no-template",
        "le document « other » n’a pas de modèle : écrivez templates/documents/other.md",
        "the document “other” has no template: write templates/documents/other.md",
    ),
    # ── the graph ──
    (
        changed("roles: [coordinator]", "roles: []"),
        "17:5 nobody-may",
        "personne ne peut exécuter « send » : il y faut l’un des rôles administrator, coordinator, national",
        "nobody can perform “send”: it takes one of the roles administrator, coordinator, national",
    ),
    (
        changed("roles: [coordinator]", "roles: [auditor, drafter]"),
        "17:5 nobody-may",
        "personne ne peut exécuter « send » : il y faut l’un des rôles administrator, coordinator, national",
        None,
    ),
    (
        changed("fr: Envoyé,", "fr: brouillon,"),
        "10:10 same-label",
        "les états « draft » et « sent » ont le même libellé : « brouillon »",
        "the states “draft” and “sent” have the same label: “brouillon”",
    ),
    (
        changed(SENT, 'en: Sent}, labels: {"2018": {fr: Transmis, en: Draft}}}'),
        "10:10 same-label",
        "les états « draft » et « sent » ont le même libellé : « Draft »",
        None,
    ),
    (
        changed(SENT, 'en: Sent}, symbol: "●"}').replace("en: Draft}", 'en: Draft}, symbol: "●"'),
        "10:49 same-symbol",
        "les états « draft » et « sent » ont le même signe : « ● »",
        "the states “draft” and “sent” have the same sign: “●”",
    ),
    (
        changed(", initial: true", ""),
        "8:1 no-initial-state",
        "aucun état n’est initial : ajoutez « initial: true » à celui où un dossier est ouvert",
        "no state is initial: add “initial: true” to the one where a dossier is opened",
    ),
    (
        changed(SENT, "en: Sent}, initial: true}"),
        "10:41 two-initial-states",
        "deux états sont initiaux : « draft » et « sent » ; il en faut un seul",
        "two states are initial: “draft” and “sent”; there must be one",
    ),
    (
        changed(", final: true", ""),
        "8:1 no-final-state",
        "aucun état n’est final : ajoutez « final: true » à celui où un dossier se termine",
        "no state is final: add “final: true” to the one where a dossier ends",
    ),
    (
        changed(SENT, "en: Sent}, final: true}"),
        "22:12 final-with-exit",
        "« sent » est final, et « answer » en part",
        "“sent” is final, and “answer” leaves it",
    ),
    (
        changed("  answered: {", "  lost: {label: {fr: Perdu, en: Lost}, final: true}\n  answered: {"),
        "11:3 unreachable-state",
        "aucun dossier ne peut arriver dans l’état « lost » : aucune suite de transitions n’y mène",
        "no dossier can arrive in the state “lost”: no sequence of transitions leads there",
    ),
    (
        changed("  answered: {", "  stuck: {label: {fr: Bloqué, en: Stuck}}\n  answered: {").replace(
            "  answer:\n",
            "  stop:\n    label: {fr: Arrêter, en: Stop}\n    from: [sent]\n    to: stuck\n    roles: [national]\n"
            "  answer:\n",
        ),
        "11:3 dead-end",
        "un dossier resterait dans l’état « stuck » : aucune transition n’en part, et il n’est pas final",
        "a dossier would stay in the state “stuck”: no transition leaves it, and it is not final",
    ),
]


@pytest.mark.parametrize(("text", "where", "french", "english"), MISTAKES, ids=[one[1].split()[1] for one in MISTAKES])
def test_a_mistake_is_told_once_in_both_languages(tmp_path, text, where, french, english):
    found = checked(tmp_path, text)
    assert found.lifecycle is None
    assert [f"{one.line}:{one.column} {one.code}" for one in found.problems] == [where]
    (problem,) = found.problems
    assert problem.message.fr == french
    assert problem.message.en == english if english else problem.message.en != french
    assert problem.where == f"{tmp_path}/states.yaml:{where.split()[0]}"


def test_the_small_lifecycle_these_mistakes_are_made_in_has_none(tmp_path):
    found = checked(tmp_path, SMALL)
    assert (found.problems, found.warnings) == ((), ())


def test_from_a_state_that_leads_nowhere_the_states_before_it_cannot_end_either(tmp_path):
    found = checked(tmp_path, changed("    to: answered\n", ""))
    assert [one.split(" ", 2)[:2] for one in told(found.problems)] == [
        ["9:3", "endless"],
        ["10:3", "dead-end"],
        ["11:3", "unreachable-state"],
    ]
    assert found.problems[0].message.fr == (
        "depuis l’état « draft », un dossier ne peut jamais finir : aucun état final n’est à sa portée"
    )
    assert found.problems[0].message.en == (
        "from the state “draft” a dossier can never end: no final state is within its reach"
    )


def test_all_the_mistakes_of_a_file_are_told_at_once_from_top_to_bottom(tmp_path):
    text = changed(SENT, "en: Sent}, colour: gren}").replace(GUARD, "guards: [has_membre]")
    text = text.replace(LETTER, "documents: [lettre]").replace("fr: Répondre,", "fr: '',")
    text = text.replace("  answered: {", "  lost: {label: {fr: Perdu, en: Lost}, final: true}\n  answered: {")
    found = checked(tmp_path, 'zzz: "1"\n' + text)
    assert [" ".join(one.split(" ", 2)[:2]) for one in told(found.problems)] == [
        "1:1 unknown-key",
        "11:49 unknown-colour",
        "12:3 unreachable-state",
        "20:14 unknown-guard",
        "21:17 unknown-document",
        "23:17 unreadable-text",
    ]


def test_where_a_name_is_wrong_nothing_is_guessed_about_what_leads_where(tmp_path):
    found = checked(tmp_path, changed("to: answered", "to: answred"))
    assert told(found.problems, "en") == ["23:9 unknown-state unknown state: “answred”; near: answered"]


def test_a_file_full_of_mistakes_is_read_no_further_than_needed(tmp_path):
    found = checked(tmp_path, SMALL + "".join(f"zz{number}: 1\n" for number in range(5000)))
    assert len(found.problems) == MOST
    assert found.lifecycle is None


# ── what is allowed but deserves a look ───────────────────────────────────────────────────────────────────────────


def test_a_document_that_nothing_drafts_is_a_warning(tmp_path):
    found = checked(tmp_path, changed("    documents: [letter]\n", ""))
    assert found.lifecycle is not None
    (warning,) = found.warnings
    assert (warning.line, warning.column, warning.code) == (7, 3, "unused-document")
    assert warning.message.fr == (
        "aucune transition ne rédige « letter », et ni « reports » ni « on_demand » ne le citent"
    )
    assert warning.message.en == ("no transition drafts “letter”, and neither “reports” nor “on_demand” names it")


@pytest.mark.parametrize("section", ["reports", "on_demand"])
def test_a_document_that_is_drawn_without_a_transition_is_used(tmp_path, section):
    found = checked(tmp_path, changed("    documents: [letter]\n", "") + f"{section}: [letter]\n")
    assert (found.problems, found.warnings) == ((), ())


def test_a_template_that_no_document_is_made_from_is_a_warning(tmp_path):
    found = checked(tmp_path, SMALL, known_templates={"letter", "old_letter"})
    assert found.lifecycle is not None
    (warning,) = found.warnings
    assert (warning.line, warning.column, warning.code) == (6, 1, "unused-template")
    assert warning.message.fr == "le modèle templates/documents/old_letter.md n’est celui d’aucun document"
    assert warning.message.en == "the template templates/documents/old_letter.md belongs to no document"


WRITTEN = SMALL + "texts:\n  portrait: {label: {fr: Portrait, en: Portrait}}\n"


def test_a_text_that_no_template_asks_for_is_a_warning(tmp_path):
    (warning,) = checked(tmp_path, WRITTEN, texts_used={"letter": ()}).warnings
    assert (warning.line, warning.column, warning.code) == (26, 3, "unused-text")
    assert warning.message.fr == "aucun modèle n’emploie le texte « portrait »"
    assert checked(tmp_path, WRITTEN, texts_used={"letter": {"portrait"}}).warnings == ()
    assert checked(tmp_path, WRITTEN).warnings == (), "where nobody knows what templates ask for"


def test_a_text_that_a_template_asks_for_and_nobody_can_write_is_a_warning(tmp_path):
    (warning,) = checked(tmp_path, WRITTEN, texts_used={"letter": {"portrait", "portait"}}).warnings
    assert (warning.line, warning.column, warning.code) == (7, 3, "undeclared-text")
    assert warning.message == Text(
        "le modèle « letter » emploie le texte « portait », qui n’est pas déclaré ; noms proches : portrait",
        "the template “letter” uses the text “portait”, which is not declared; near names: portrait",
    )
    (warning,) = checked(tmp_path, SMALL, texts_used={"letter": {"portrait"}}).warnings
    assert warning.message.fr.endswith("qui n’est pas déclaré")


def test_warnings_wait_until_the_mistakes_are_mended(tmp_path):
    found = checked(tmp_path, changed(LETTER, "documents: [lettre]"), known_templates={"letter", "old_letter"})
    assert [one.code for one in found.problems] == ["unknown-document"]
    assert found.warnings == ()


# ── what is not known is not checked ──────────────────────────────────────────────────────────────────────────────


def test_guards_and_templates_are_checked_against_what_is_known_of_them(tmp_path):
    given = "guards: [whatever, other: {one: x, many: [y, z]}]"
    text = changed(GUARD, given)
    assert [one.code for one in checked(tmp_path, text).problems] == ["unknown-guard", "unknown-guard"]
    found = checked(tmp_path, text, known_guards=None, known_templates=None, known_roles=ROLES)
    assert found.problems == ()
    assert [dict(one.params) for one in found.lifecycle.transition("send").guards] == [
        {},
        {"one": "x", "many": ("y", "z")},
    ]
    assert [one.code for one in checked(tmp_path, SMALL, known_templates=()).problems] == ["no-template"]


@pytest.mark.parametrize(
    ("prepare", "french"),
    [
        (lambda path: None, "ce fichier ne peut pas être lu : il n’existe pas"),
        (lambda path: path.mkdir(), "ce fichier ne peut pas être lu : c’est un répertoire"),
        (lambda path: path.symlink_to(path), "ce fichier ne peut pas être lu : ses liens symboliques tournent en rond"),
    ],
    ids=["missing", "a folder", "a loop"],
)
def test_a_file_that_cannot_be_read_is_told_like_the_rest(tmp_path, prepare, french):
    path = tmp_path / "states.yaml"
    prepare(path)
    (problem,) = examine(path).problems
    assert (problem.where, problem.code, problem.message.fr) == (f"{path}:1:1", "unreadable-file", french)
    assert problem.message.en.startswith("this file cannot be read: ")
