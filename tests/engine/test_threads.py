import subprocess
import sys

import pytest

COUNT = """
import rnn_debugger.engine
from threadpoolctl import threadpool_info
print({pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"})
"""


@pytest.mark.parametrize("before", ["", "import numpy"])
def test_blas_has_one_thread_whichever_is_imported_first(before):
    command = [sys.executable, "-c", before + COUNT]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "{1}"
