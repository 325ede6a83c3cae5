"""The present as a reading of the history: fold the entries, and judge whether they are legal together.

An entry may be restated by a later correction: of all the entries about the same one, the last tells. What is voided is
not told at all. The fold keeps the order of the original entries.

    told         the entries as they are stored
    counting     which of them count, and what follows from that
    present      what the present tables say: the entries, folded
    judgement    whether the entries are legal together
"""

from workflow.replay.counting import changes_since, last_drawing, live, moved_on, withdrawn_drafts
from workflow.replay.judgement import judge
from workflow.replay.present import Present, attachments, fold
from workflow.replay.told import entries, entry, since, voided_numbers

__all__ = [
    "Present",
    "attachments",
    "changes_since",
    "entries",
    "entry",
    "fold",
    "judge",
    "last_drawing",
    "live",
    "moved_on",
    "since",
    "voided_numbers",
    "withdrawn_drafts",
]
