"""A fixture that opens each kind of store."""

from __future__ import annotations

from pathlib import Path

import pytest

from support_history import STORES, Open


@pytest.fixture(params=sorted(STORES))
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Opens the same store again and again."""
    return lambda: STORES[request.param](tmp_path)
