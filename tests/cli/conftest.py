"""Commands run in this process, with their exit code and what they printed; and small sites to run them on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from statuary.cli import run
from support_cli import Done, Site


@pytest.fixture
def statuary(capfd: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Runs ``statuary`` with these arguments."""

    def call(*arguments: str | Path) -> Done:
        capfd.readouterr()
        code = run([str(argument) for argument in arguments])
        return Done(code, *capfd.readouterr())

    return call


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Three components, of which people report two; no probe."""
    made = Site(tmp_path / "site")
    made.write("config/site.yaml", "name: Example Status\nurl: https://status.example.com\n")
    made.write(
        "config/components.yaml",
        "components:\n  - {id: checkout, name: Checkout, manual: true}\n  - {id: api, name: API, manual: true}\n",
    )
    return made
