"""A page of every kind and in every state worth a look: what the gates that look at all pages look at."""

from __future__ import annotations

from statuary.model import Content, Summary
from support_pages import busy, calm, documented, odd_worlds

PAGES = {
    "home of a calm day": "calm/",
    "home of a bad day": "busy/",
    "home without components": "no-components/",
    "home that saw nothing": "offline/",
    "home with everything down": "everything-down/",
    "home of a first day": "first-day/",
    "home of three bad weeks": "three-weeks/",
    "component": "busy/components/api/",
    "component that nobody saw": "offline/components/web/",
    "open incident": "busy/incidents/slow-checkout/",
    "settled incident": "busy/incidents/errors/",
    "incident of 40 updates": "long-names-and-40-updates/incidents/slow-checkout/",
    "maintenance now": "busy/maintenance/database/",
    "maintenance to come": "busy/maintenance/network/",
    "history": "busy/history/",
    "empty history": "no-components/history/",
    "month": "busy/history/2026-10/",
    "long month": "three-weeks/history/2026-10/",
    "feeds": "busy/feeds/",
    "feeds without news": "calm/feeds/",
    "docs": "busy/docs/",
    "UI guide": "busy/docs/ui/",
    "badges and widget": "busy/embed/",
    "guide": "busy/docs/levqor/monitoring/",
    "guide of an old version": "busy/docs/v1/levqor/monitoring/",
    "plain page": "busy/about/",
    "guide with everything": "documented/docs/writing/",
    "guide with tested blocks": "documented/docs/tested/",
    "guide of a long section": "documented/docs/long/30/",
    "guide with a part that moved": "documented/docs/start/",
    "tags": "documented/docs/tags/",
    "address that moved": "documented/docs/old/",
    "no such page": "busy/404.html",
}
"""Where a browser finds them on the server of the browser tests, by what they are."""


def worlds() -> dict[str, tuple[Summary, Content]]:
    """The sites that are served, each below its name."""
    odd = {name.replace(" ", "-"): world for name, world in odd_worlds().items()}
    return {"busy": busy(), "calm": (calm(30), Content()), "documented": documented(), **odd}
