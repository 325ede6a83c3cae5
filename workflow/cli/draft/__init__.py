"""`jalon draft`: what a drafter does with a draft, from drawing it to the signed copy that comes back."""

from workflow.cli.verbs import VerbGroup, Verbs
from workflow.language import Text

VERBS = Verbs(
    __name__,
    {
        "preview": Text(
            "voir un document avant toute transition ; rien n’est gardé",
            "see a document before any transition; nothing is kept",
        ),
        "draw": Text(
            "rédiger à la demande, ou de nouveau avec ce qui est connu", "draw on demand, or again with what is known"
        ),
        "show": Text("lire un brouillon, et savoir d’où il vient", "read a draft, and know where it comes from"),
        "gaps": Text("ce qui manque, et la commande qui le donne", "what is missing, and the command that gives it"),
        "write": Text("les fichiers : Word, PDF, HTML, Markdown, ODT", "the files: Word, PDF, HTML, Markdown, ODT"),
        "compare": Text("ce qui diffère entre deux textes", "what differs between two texts"),
        "attach": Text("joindre la copie modifiée ou signée", "attach the edited or signed copy"),
        "final": Text("rendre un brouillon définitif", "make a draft final"),
    },
)

draft_command = VerbGroup(
    "draft",
    VERBS,
    said=Text(
        "Un brouillon : le lire, le compléter, l’envoyer, le rendre définitif.\n\n"
        "Une transition le rédige ; « jalon drafts DOSSIER » donne leurs identifiants.",
        "A draft: read it, complete it, send it, make it final.\n\n"
        "A transition draws it; “jalon drafts DOSSIER” gives their ids.",
    ),
    examples=(
        "jalon draft write axe-seine --format all --to envoi",
        "jalon draft gaps axe-seine-2018-protocol-1",
    ),
)
