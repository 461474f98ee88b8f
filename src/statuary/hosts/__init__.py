"""Host files: one policy (``policy``), written as each web host wants to be told. A host is a file and a line here."""

from __future__ import annotations

import importlib
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from statuary.hosts.policy import Policy
from statuary.model import Page, Value

if TYPE_CHECKING:
    from statuary.render import Context


class Host(Value, frozen=True):
    """``module`` has a function ``write(policy, name)`` that gives the text of each of the files."""

    module: str
    files: tuple[str, ...]


HOSTS: Mapping[str, Host] = {
    "netlify": Host("statuary.hosts.netlify", ("_headers", "_redirects")),
    "cloudflare": Host("statuary.hosts.netlify", ("_headers", "_redirects")),
    "vercel": Host("statuary.hosts.vercel", ("vercel.json",)),
    "firebase": Host("statuary.hosts.firebase", ("firebase.json",)),
    "nginx": Host("statuary.hosts.nginx", ("nginx.conf",)),
    "caddy": Host("statuary.hosts.caddy", ("Caddyfile",)),
    "github": Host("statuary.hosts.github", (".nojekyll",)),
}


class HostFile(Value, frozen=True):
    host: str
    name: str
    policy: Policy


def host_pages(hosts: Collection[str], policy: Policy) -> Iterator[Page]:
    """The files of these hosts. Hosts that read the same file share it."""
    files = {name: word for word in HOSTS if word in hosts for name in HOSTS[word].files}
    for name, word in files.items():
        yield Page(name, "host", HostFile(word, name, policy))


def write(view: HostFile, context: Context) -> bytes:
    """The renderer of host files."""
    del context
    text: str = importlib.import_module(HOSTS[view.host].module).write(view.policy, view.name)
    return text.encode()
