"""Data: texts, arrays, files of numbers, tasks; the windows that an iteration reads; safe files."""

from rnn_debugger.data.csv_columns import column_names, read_columns
from rnn_debugger.data.errors import BadInput, listed, unreadable
from rnn_debugger.data.generated import Generated
from rnn_debugger.data.npz_arrays import read_arrays
from rnn_debugger.data.placing import refuse_unwritable, replacing
from rnn_debugger.data.sequences import Sequences
from rnn_debugger.data.tasks import TASKS, TaskName
from rnn_debugger.data.text import Text, read_text
from rnn_debugger.data.windows import Dataset, WindowFeed

__all__ = [
    "TASKS",
    "BadInput",
    "Dataset",
    "Generated",
    "Sequences",
    "TaskName",
    "Text",
    "WindowFeed",
    "column_names",
    "listed",
    "read_arrays",
    "read_columns",
    "read_text",
    "refuse_unwritable",
    "replacing",
    "unreadable",
]
