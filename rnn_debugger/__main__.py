"""``python -m rnn_debugger`` is the command ``rnn-debugger``."""

import sys

from rnn_debugger.cli import main

if __name__ == "__main__":
    sys.exit(main())
