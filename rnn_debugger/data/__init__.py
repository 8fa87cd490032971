"""Data from outside: texts and arrays, the windows that an iteration reads, and safe files."""

from rnn_debugger.data.errors import BadInput, unreadable
from rnn_debugger.data.placing import refuse_unwritable, replacing
from rnn_debugger.data.sequences import Sequences
from rnn_debugger.data.text import Text, read_text
from rnn_debugger.data.windows import Dataset, WindowFeed

__all__ = [
    "BadInput",
    "Dataset",
    "Sequences",
    "Text",
    "WindowFeed",
    "read_text",
    "refuse_unwritable",
    "replacing",
    "unreadable",
]
