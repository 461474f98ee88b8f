"""From what was recorded and written to what each component was, and when."""

from __future__ import annotations

from statuary.confirm import advance

__all__ = ["advance"]
