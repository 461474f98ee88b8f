"""Two directories change places in one step, so that nobody ever sees neither or half.

Linux has ``renameat2`` with RENAME_EXCHANGE, macOS ``renamex_np`` with RENAME_SWAP; Python offers neither. Elsewhere,
and on file systems that cannot, two renames do it: for the blink between them there is no directory, and ``recover``
finishes what a crash in that blink left.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}


def exchange(one: Path, other: Path) -> None:
    """Both exist; afterwards each is where the other was. Raises OSError."""
    code = _in_one_step(os.fsencode(one), os.fsencode(other))
    if code in _CANNOT:
        _in_two_steps(one, other)
    elif code:
        raise OSError(code, os.strerror(code), str(one))


def recover(published: Path) -> bool:
    """Puts back what a crash between two renames left aside; says whether there was something."""
    aside = _aside(published)
    if published.exists() or not aside.exists():
        return False
    aside.rename(published)
    return True


def _in_one_step(one: bytes, other: bytes) -> int:
    """0, or an errno."""
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "linux" and hasattr(libc, "renameat2"):
        failed = libc.renameat2(_AT_FDCWD, one, _AT_FDCWD, other, ctypes.c_uint(_RENAME_EXCHANGE))
    elif sys.platform == "darwin":
        failed = libc.renamex_np(one, other, ctypes.c_uint(_RENAME_SWAP))
    else:
        return errno.ENOSYS
    return ctypes.get_errno() if failed else 0


def _in_two_steps(one: Path, other: Path) -> None:
    published, spare = one, other
    aside = _aside(published)
    published.rename(aside)
    try:
        spare.rename(published)
    except OSError:
        aside.rename(published)
        raise
    aside.rename(spare)


def _aside(published: Path) -> Path:
    return published.with_name(f".{published.name}.aside")
