"""What this process computes with."""

from __future__ import annotations

import platform
from typing import Any

import numpy as np
from threadpoolctl import threadpool_info

from rnn_debugger.trace.format import Environment

_DECISIVE = ("numpy", "blas", "cpu")


def environment() -> Environment:
    """Of this process, now. `cpu` names the kernels that BLAS and NumPy have chosen for it."""
    loaded = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
    config: dict[str, Any] = np.show_config(mode="dicts")  # type: ignore[assignment]
    if loaded:
        blas = f"{loaded[0]['internal_api']} {loaded[0]['version']}"
    else:
        built = config.get("Build Dependencies", {}).get("blas", {})
        blas = f"{built.get('name', 'unknown')} {built.get('version', '')}".strip()
    kernels = [pool["architecture"] for pool in loaded[:1] if pool.get("architecture")]
    kernels += config.get("SIMD Extensions", {}).get("found", [])
    return Environment(
        python=platform.python_version(),
        numpy=np.__version__,
        blas=blas,
        cpu=" ".join([platform.machine(), *kernels]),
        platform=platform.platform(),
    )


def other_environment(there: Environment) -> str:
    """What differs from here and may change last bits, in words; empty when nothing does."""
    here = environment()
    return "; ".join(
        f"{name} {getattr(there, name)}, here {getattr(here, name)}"
        for name in _DECISIVE
        if getattr(there, name) != getattr(here, name)
    )
