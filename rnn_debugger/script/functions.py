"""Functions whose source goes into scripts, each adding up as the kernels do, so that the last
bits agree. A value is (n, B), one column a sequence.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def column_sums(values: Any) -> Any:
    """The sum of each column; a single one times ones, since sum() adds in another order."""
    if values.shape[1] == 1:
        return np.dot(values[:, 0], np.ones_like(values[:, 0]))
    return values.sum(axis=0)


def sigmoid(a: Any) -> Any:
    """The logistic function."""
    return 1 / (1 + np.exp(-a))


def softmax(s: Any) -> Any:
    """The probabilities of each column, computed below its largest logit."""
    e = np.exp(s - s.max(axis=0))
    return e / column_sums(e)


def squared_error(y: Any, target: Any) -> Any:
    """Half the squared distance, over all outputs and sequences."""
    error = (y - target).reshape(-1)
    return np.dot(error, error) * 0.5


def softmax_cross_entropy(s: Any, target: Any) -> Any:
    """Minus the log of the target's probability, from the logits by log-sum-exp."""
    shifted = s - s.max(axis=0)
    surprise = np.log(column_sums(np.exp(shifted))) - shifted
    return np.dot(target.reshape(-1), surprise.reshape(-1))


def binary_cross_entropy(s: Any, target: Any) -> Any:
    """Each output a yes or a no of its own, from the logits."""
    return (np.logaddexp(0, s) - target * s).reshape(-1).sum()
