"""Processes that meet faults at system calls.

Each is forked from a process that has loaded its program, and is traced from there on: a sweep over all calls starts
Python once, and its tracer sees the calls that matter alone.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support_tools import needs

_FORKING = """
import ctypes, json, os, sys, time, traceback
sys.path[:0] = {path!r}
{program}
def traced():
    return "TracerPid:\\t0\\n" not in open("/proc/self/status").read()
for line in sys.stdin:
    order = json.loads(line)
    child = os.fork()
    if not child:
        ctypes.CDLL(None).prctl(0x59616D61, -1, 0, 0, 0)  # PR_SET_PTRACER: any process of the user may trace it
        told = os.open(order["told"], os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
        os.dup2(told, 1), os.dup2(told, 2)
        while not traced():
            time.sleep(0.002)
        time.sleep(0.005)  # until the tracer holds it, a moment after its name is seen
        code = 1
        try:
            code = run(*order["arguments"])
        except BaseException:
            traceback.print_exc()
        try:
            sys.stdout.flush()
        except OSError:
            code = 120  # as Python ends when its last words cannot be written
        os._exit(code)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@dataclass(frozen=True)
class Faulty:
    """A program that is loaded."""

    process: subprocess.Popen[str]
    told: Path

    def run(self, arguments: Sequence[object], *tracing: str) -> tuple[int, str]:
        """The exit code, that of a kill below 0, and what was printed, of one more process under ``strace`` so."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"told": str(self.told), "arguments": arguments}) + "\n")
        self.process.stdin.flush()
        child = self.process.stdout.readline().strip()
        strace = [needs("strace"), "-f", "-qq", "-o", "/dev/null", "-p", child, *tracing]
        done = subprocess.run(strace, capture_output=True, text=True, timeout=60, check=False)
        code = int(self.process.stdout.readline())
        return code, self.told.read_text() + done.stderr


@contextmanager
def faulty(program: str, folder: Path) -> Iterator[Faulty]:
    """Loads a program that defines ``run(*arguments) -> int``."""
    command = [sys.executable, "-S", "-E", "-B", "-c", _FORKING.format(path=sys.path, program=program)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Faulty(process, folder / "told")
