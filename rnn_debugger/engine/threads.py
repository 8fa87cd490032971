"""BLAS on one thread: with more, products have other last bits from run to run."""

from __future__ import annotations

import os
import sys

_VARIABLES = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "BLIS_NUM_THREADS")


def use_one_thread() -> None:
    """Call before anything else imports NumPy; afterwards works too, through threadpoolctl."""
    if "numpy" not in sys.modules:
        for variable in _VARIABLES:
            os.environ[variable] = "1"
        return
    # It imports NumPy's neighbours: only now, when the order no longer matters.
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    threadpool_limits(1, user_api="blas")
