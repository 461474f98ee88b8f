"""Copies of this process: when one can be made, and what it has to let go of first."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from itertools import pairwise

_HIGHEST = 1 << 16  # file descriptor


def can_copy() -> bool:
    """A copy has this thread only: the locks of others would stay shut in it."""
    return hasattr(os, "fork") and threading.active_count() == 1


def keep_only(descriptors: Iterable[int]) -> None:
    """In a copy: of what this process has open, these stay. No lock is kept, and no pipe whose end others wait for.

    What was standard input, output and errors is nothing, where it is not among them.
    """
    kept = set(descriptors)
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in {0, 1, 2} - kept:
        os.dup2(nothing, standard)
    for one, next_ in pairwise([*sorted({0, 1, 2} | kept), _HIGHEST]):
        os.closerange(one + 1, next_)
