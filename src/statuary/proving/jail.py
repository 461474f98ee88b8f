"""The child's side of the sandbox: limits, then a filter of files, then the program in this one's place.

It is run as a file of its own, without the site's libraries: ``jail.py SETTINGS PROGRAM ARGUMENT…``. Landlock is asked
for through the C library, since Python has no call for it (https://docs.kernel.org/userspace-api/landlock.html).
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import stat
import struct
import sys

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # system calls, the same on all processors
_NO_NEW_PRIVILEGES = 38
_PATH_BENEATH = 1
_READ = 0b1101  # execute, read a file, read a folder
_OF_FILES = 0b1100000000000111  # execute, write, read, truncate, control: what a rule about a file may say
_WRITE_FILE = 0b10


def landlock() -> int:
    """The version of Landlock that the system has; 0 without."""
    try:
        return max(int(ctypes.CDLL(None).syscall(_CREATE, None, ctypes.c_size_t(0), 1)), 0)
    except (OSError, AttributeError):
        return 0


def confine(readable: list[str], writable: list[str]) -> None:
    """From here on nothing else on disk is seen, and no connection is made over TCP. Raises OSError."""
    version = landlock()
    if not version:
        return
    handled = (1 << (13 if version < 2 else 14 if version < 3 else 15 if version < 5 else 16)) - 1
    rules = struct.pack("=QQQ", handled, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    libc = ctypes.CDLL(None, use_errno=True)
    ruleset = libc.syscall(_CREATE, rules, ctypes.c_size_t(size), 0)
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "landlock")
    for path in readable:
        _allow(libc, ruleset, path, _READ)
    for path in writable:
        _allow(libc, ruleset, path, handled)
    for device in ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom", "/dev/full"):
        _allow(libc, ruleset, device, handled & _OF_FILES)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if libc.syscall(_RESTRICT, ruleset, 0):
        raise OSError(ctypes.get_errno(), "landlock")
    os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    if not stat.S_ISDIR(os.fstat(place).st_mode):
        rights &= _OF_FILES
    libc.syscall(_ADD, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
    os.close(place)


def limit(limits: dict[str, int]) -> None:
    """Sets limits by name (``CPU``, ``AS`` …); one that is lower already stays."""
    for name, wanted in limits.items():
        which = getattr(resource, f"RLIMIT_{name}")
        _, hard = resource.getrlimit(which)
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(which, (most, most))


def main() -> None:
    settings = json.loads(sys.argv[1])
    limit(settings["limits"])
    confine(settings["readable"], settings["writable"])
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 - what the sandbox is for


if __name__ == "__main__":
    main()
