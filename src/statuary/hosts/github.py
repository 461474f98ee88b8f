"""``.nojekyll``: without it, GitHub Pages leaves out what begins with a dot or an underscore."""

from __future__ import annotations

from statuary.hosts.policy import Policy


def write(policy: Policy, name: str) -> str:
    del policy, name
    return ""
