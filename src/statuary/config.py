"""What a site is, as frozen values: ``config/`` (site.yaml, components.yaml, JSON files) and ``probes/*.yaml``.

``load_config`` reads them strictly (``reading``) and collects every mistake, each with file, line, column, reason and
remedy. What was accepted is remembered under a digest of the files: as long as they are the same, nothing of what
reads and checks them is even loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from statuary import __version__
from statuary.configfiles import Site
from statuary.errors import Problem
from statuary.instants import Millis
from statuary.kinds import INTEGRATIONS, PROBERS
from statuary.memo import Memo, key
from statuary.model import Objective, Policy, Value
from statuary.options import Latency, Settled
from statuary.sources import read_sources

if TYPE_CHECKING:
    from statuary.integrations.common import Settings

_MEMORY = "config"


class Component(Value, frozen=True):
    id: str
    name: str
    description: str = ""
    owner: str = ""
    links: tuple[tuple[str, str], ...] = ()  # (text, url)
    public: bool = True
    manual: bool = False
    group: str | None = None
    objective: Objective | None = None


class Group(Value, frozen=True):
    id: str
    name: str
    description: str = ""
    children: tuple[str, ...] = ()  # component and group ids, in order
    public: bool = True


class Probe(Value, frozen=True):
    """A declared question."""

    id: str
    component: str
    kind: str
    name: str
    timeout: Millis
    attempts: int
    retry_after: Millis
    policy: Policy
    latency: Latency | None
    public: bool
    settled: Settled
    path: str = ""

    @property
    def options(self) -> Any:
        """The ``Options`` of its kind, whose module loads here: a build that asks nobody does without."""
        return self.settled.read(PROBERS[self.kind].Options)


class SecretUse(Value, frozen=True):
    """Where a file asks for ``${NAME}``."""

    name: str
    path: str
    line: int
    column: int


class Declared(Value, frozen=True):
    """What the files say, wherever the site is."""

    site: Site
    components: Mapping[str, Component]
    groups: Mapping[str, Group]
    tree: tuple[str, ...]
    probes: tuple[Probe, ...] = ()
    canaries: tuple[Probe, ...] = ()
    secrets: tuple[SecretUse, ...] = ()
    warnings: tuple[Problem, ...] = ()
    integrations: Mapping[str, Settled] = {}  # by the names of their files


class Config(Declared, frozen=True, kw_only=True):
    """What the site at ``root`` is."""

    root: Path

    def integration(self, name: str) -> Settings | None:
        """The options of ``config/NAME.json``, if the site has it; their module loads here."""
        settled = self.integrations.get(name)
        if settled is None:
            return None
        return cast("Settings", settled.read(INTEGRATIONS[name].Options))


# -------------------------------------------------------------------------------------------------------------- loading


def load_config(root: Path, memo: Memo | None = None) -> Config:
    """The site's configuration. Raises Refused with every problem of all its files."""
    sources = read_sources(root)
    known = key(__version__, sources)
    declared = memo.get(_MEMORY, known, Declared) if memo else None
    if declared is None:
        from statuary.reading import read_config  # noqa: PLC0415 - with what parses and checks

        declared = read_config(sources)
        if memo:
            memo.remember(_MEMORY, {known: declared})
    return Config(root=root, **{name: getattr(declared, name) for name in Declared.__struct_fields__})


def missing_secrets(config: Config, environ: Mapping[str, str]) -> list[Problem]:
    """A problem for every ``${NAME}`` that the environment does not hold: said before anything is asked."""
    return [
        Problem(
            use.path,
            use.line,
            use.column,
            f"The environment variable {use.name} is not set.",
            fix="Set it, or remove ${…}.",
        )
        for use in config.secrets
        if use.name not in environ
    ]
