"""``.well-known/security.txt`` (RFC 9116): whom to tell of a weakness. A person answers for it until it expires.

So its date is written in ``config/site.yaml`` and not made up by the build: builds say when it is to be confirmed anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from statuary.config import Config
from statuary.errors import Problem
from statuary.frame import World
from statuary.instants import DAY, Instant, iso
from statuary.model import Page, Value

if TYPE_CHECKING:
    from statuary.render import Context

FILE = ".well-known/security.txt"
_SOON = 30 * DAY
_LONG = 366 * DAY  # the RFC recommends less than a year


class SecurityTxt(Value, frozen=True):
    fields: tuple[tuple[str, str], ...]


def security_pages(world: World) -> Iterator[Page]:
    """The file, where the site says whom to tell."""
    about = world.config.site.security
    if about is None:
        return
    canonical = f"{world.frame.site}/{FILE}" if world.frame.site.startswith("https:") else None
    fields = [
        *(("Contact", one) for one in about.contact),
        ("Expires", iso(about.expires)),
        ("Encryption", about.encryption),
        ("Acknowledgments", about.acknowledgments),
        ("Preferred-Languages", ", ".join(about.languages)),
        ("Canonical", canonical),
        ("Policy", about.policy),
        ("Hiring", about.hiring),
    ]
    yield Page(FILE, "security.txt", SecurityTxt(tuple((name, value) for name, value in fields if value)))


def write(view: SecurityTxt, context: Context) -> bytes:
    """The renderer."""
    del context
    return "".join(f"{name}: {value}\n" for name, value in view.fields).encode()


def expiry(config: Config, now: Instant) -> Iterator[Problem]:
    """What is to be said of the date: that it is near, over (an error: nobody may rely on the file) or too far."""
    about = config.site.security
    if about is None:
        return
    day, left = iso(about.expires)[:10], about.expires - now
    if left <= 0:
        fix = "Check what security: says in config/site.yaml, and set a new date."
        yield Problem("config/site.yaml", what=f"security.txt has expired ({day}), so nobody may rely on it.", fix=fix)
    elif left < _SOON:
        what = f"security.txt expires in {-(-left // DAY)} days ({day})."
        fix = "Check what security: says in config/site.yaml, and set a new date."
        yield Problem("config/site.yaml", what=what, fix=fix, severity="warning")
    elif left > _LONG:
        what = f"security.txt expires in more than a year ({day}), when it may be long out of date."
        yield Problem("config/site.yaml", what=what, fix="Set a date within a year.", severity="warning")
