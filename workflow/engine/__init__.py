"""The engine: the one path from a command to a chained entry, and back to its receipt.

engine       Engine and Batch, one method per command
commands     what is asked, and what is answered
opening, recording, advancing, correcting, registering       a command each, from top to bottom
work         what they share: clock, lifecycles, the command in hand, the next entry
receipts     the receipt of what was written, now or before with the same key
"""

from workflow.engine.advancing import Step
from workflow.engine.commands import Command, Receipt
from workflow.engine.engine import Batch, Engine

__all__ = ["Batch", "Command", "Engine", "Receipt", "Step"]
