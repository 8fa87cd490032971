"""Data from outside: texts and arrays, and the windows that an iteration reads."""

from rnn_debugger.data.errors import BadInput, unreadable
from rnn_debugger.data.sequences import Sequences
from rnn_debugger.data.text import Text, read_text
from rnn_debugger.data.windows import Dataset, WindowFeed

__all__ = ["BadInput", "Dataset", "Sequences", "Text", "WindowFeed", "read_text", "unreadable"]
