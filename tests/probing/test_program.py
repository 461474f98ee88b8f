"""Programs that are run, and given up."""

from __future__ import annotations

import asyncio
import contextlib
import os
from pathlib import Path

import pytest

from statuary.program import first_line

ENVIRON = {"PATH": os.defpath}


@pytest.mark.timeout(60)
def test_a_program_that_is_given_up_while_it_starts_holds_up_nothing() -> None:
    async def give_up(after: float) -> None:
        running = asyncio.create_task(first_line(["true"], Path.cwd(), ENVIRON))
        await asyncio.sleep(after)
        assert running
        raise LookupError

    for step in range(120):
        with contextlib.suppress(LookupError):
            asyncio.run(give_up(step / 10_000))


def test_what_a_program_says_is_read_to_its_end_and_its_first_line_kept() -> None:
    script = "echo first; head -c 300000 /dev/zero; echo last; exit 3"
    before = set(Path("/dev/fd").iterdir())
    assert ("first", 3) == asyncio.run(first_line(["sh", "-c", script], Path.cwd(), ENVIRON))
    assert before == set(Path("/dev/fd").iterdir())
