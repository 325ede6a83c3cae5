"""`jalon templates`: the templates there are and what calls for them, what is wrong with them, and a new one."""

from workflow.cli.verbs import VerbGroup, Verbs
from workflow.language import Text

VERBS = Verbs(
    __name__,
    {
        "list": Text("les documents, et ce qui les rédige", "the documents, and what draws them"),
        "check": Text("chaque faute, avec sa ligne", "every fault, with its line"),
        "inspect": Text("les variables qu’un modèle emploie", "the variables that a template uses"),
        "new": Text("un nouveau modèle, d’après un canevas", "a new template, from a skeleton"),
    },
)

templates_command = VerbGroup(
    "templates",
    VERBS,
    said=Text(
        "Les modèles des documents : templates/documents dans l’espace de travail.\n\n"
        "Ils s’écrivent en Markdown ; les modifier ne demande pas de programmer (docs/templates.md).",
        "The templates of the documents: templates/documents in the workspace.\n\n"
        "They are written in Markdown; changing one takes no programming (docs/templates.md).",
    ),
    examples=("jalon templates list", "jalon templates check"),
)
