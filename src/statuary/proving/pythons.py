"""Python: a program that must end well, or examples with ``>>>`` that must print what stands below them.

A block is examples where it begins with one.
"""

from __future__ import annotations

import json
import re
import sys
from typing import TYPE_CHECKING

from statuary.config import Config
from statuary.proving.blocks import Against, Bad, Bench, Block, Failure

if TYPE_CHECKING:
    from statuary.proving.folders import Place

_FILE = "block.py"
_LINE = re.compile(rf'File "(?:[^"\n]*/)?{re.escape(_FILE)}", line (\d+)')
_EXAMPLES = """
import doctest, json, sys
from pathlib import Path
doctest.ELLIPSIS_MARKER = r"\\u2026"  # it compares texts with what is not ASCII escaped
path, mark = sys.argv[1:]
class Runner(doctest.DocTestRunner):
    failed = []
    def report_start(self, *_): pass
    def report_success(self, *_): pass
    def report_failure(self, out, test, example, got):
        self.failed.append((example.lineno, example.source, example.want, got))
    def report_unexpected_exception(self, out, test, example, info):
        self.failed.append((example.lineno, example.source, example.want, f"{info[0].__name__}: {info[1]}"))
test = doctest.DocTestParser().get_doctest(Path(path).read_text("utf-8"), {"__name__": "__main__"}, path, path, 0)
runner = Runner(optionflags=doctest.ELLIPSIS)
tried = runner.run(test, out=lambda _: None).attempted
print(f"\\n{mark}{json.dumps([tried, runner.failed[:20]])}")
"""
_EXAMPLE = re.compile(r"^[ \t]*>>> ", re.MULTILINE)
_BEGINS_WITH_ONE = re.compile(r"(?:[ \t]*(?:#.*)?\n)*[ \t]*>>> ")  # after comments and empty lines


def against(block: Block, config: Config) -> Against:  # noqa: ARG001 - as all testers have it
    if block.marked.test:
        raise Bad(f"Python is run; it is not held against '{block.marked.test}'.", "Write the word test alone.")
    if block.marked.language == "pycon" and not _EXAMPLE.search(block.marked.source):
        raise Bad("There is no example in this block.", "Begin one with '>>> '.")
    return Against("run")


def test(block: Block, bench: Bench) -> Failure | None:
    from statuary.proving.folders import place  # noqa: PLC0415 - only where something is run

    with place(block, bench) as (here, failure):
        if failure:
            return failure
        here.write(_FILE, f"{block.marked.source}\n")
        return _examples(here) if _is_of_examples(block) else _program(here)


def _is_of_examples(block: Block) -> bool:
    """A program may have examples in its docstrings: it is a program all the same."""
    return block.marked.language == "pycon" or _BEGINS_WITH_ONE.match(block.marked.source) is not None


def _program(here: Place) -> Failure | None:
    from statuary.proving.folders import ended_badly  # noqa: PLC0415 - only where something is run

    ran = here.run(sys.executable, _FILE)
    failure = ended_badly(ran, "The program")
    lines = _LINE.findall("\n".join(ran.lines))
    if failure and lines:
        return Failure(failure.what, int(lines[-1]) - 1, got=failure.got)
    return failure


def _examples(here: Place) -> Failure | None:
    from statuary.proving.folders import ended_badly  # noqa: PLC0415 - only where something is run

    mark = "statuary-examples:"
    ran = here.run(sys.executable, "-c", _EXAMPLES, _FILE, mark)
    failure = ended_badly(ran, "The block")
    if failure:
        return failure
    found = [line for line in ran.lines if line.startswith(mark)]
    if not found:
        return Failure("The block ended before all its examples were run.")
    tried: int
    failed: list[tuple[int, str, str, str]]
    tried, failed = json.loads(found[-1].removeprefix(mark))
    if not tried:
        return Failure("None of its examples was run: they are comments, or are skipped.")
    if not failed:
        return None
    line, source, wanted, got = failed[0]
    more = f" (and so did {len(failed) - 1} others)" if failed[1:] else ""
    first = source.strip().split("\n")[0]
    what = f"'{first}' printed something else{more}."
    return Failure(what, line, tuple(wanted.rstrip("\n").split("\n")), tuple(got.rstrip("\n").split("\n")))
