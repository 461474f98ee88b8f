"""What every page shares, and the small parts that several pages show: items of lists, stamps, links between pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit

from statuary.config import Config
from statuary.errors import Problem, Refused
from statuary.instants import DAY, Instant
from statuary.model import (
    Content,
    Incident,
    IncidentSummary,
    Maintenance,
    MaintenanceStatus,
    MaintenanceSummary,
    Source,
    Status,
    Summary,
    Text,
    Update,
    worst,
)
from statuary.theme import STYLE, Theme
from statuary.timeline import FOREVER
from statuary.tint import tints
from statuary.views import Concerned, Frame, IncidentCard, IncidentItem, Link, Said, Stamps, WorkItem

ICON = "icon.svg"
SOON = 7 * DAY  # planned work that begins within this speaks of the present
AHEAD = (MaintenanceStatus.scheduled, MaintenanceStatus.in_progress, MaintenanceStatus.verifying)
WORKING = AHEAD[1:]


@dataclass(frozen=True, slots=True)
class World:
    """What planning a page may look at."""

    summary: Summary
    content: Content
    config: Config
    frame: Frame
    live: Stamps
    tint: str  # CSS that gives the site its colour
    names: Mapping[str, str]  # of components, by id

    @property
    def now(self) -> Instant:
        return self.summary.generated_at

    def component(self, id_: str) -> Link:
        """The name and page of a component; one that no longer exists is named by its id alone."""
        return Link(self.names[id_], f"components/{id_}/") if id_ in self.names else Link(id_, "")

    def source(self, source: Source) -> str | None:
        """Where readers of the repository find the file."""
        repository = self.config.site.repository
        return f"{repository}/blob/HEAD/{quote(source.path)}" if repository else None


def see(summary: Summary, content: Content, config: Config, theme: Theme) -> World:
    """The world of one plan."""
    live = Stamps(summary.generated_at, summary.data_as_of, summary.valid_until)
    tint = tints(config.site.theme.brand)
    names = {id_: component.name for id_, component in summary.components.items()}
    return World(summary, content, config, _frame(content, config, theme, tint), live, tint, names)


def _frame(content: Content, config: Config, theme: Theme, tint: str) -> Frame:
    site = config.site
    logo = site.theme.logo
    if logo is not None and logo not in theme.assets:
        what = f"There is no image '{logo}' in templates/assets."
        raise Refused([Problem("config/site.yaml", what=what, fix="Put it there, or remove theme.logo.")])
    nav = [Link("Status", ""), Link("History", "history/")]
    nav += [Link("Docs", "docs/")] if content.guides else []
    nav += [Link(page.title, f"{quote(page.path)}/") for page in content.pages if "/" not in page.path]
    return Frame(
        name=site.name,
        url=site.url,
        language=site.language,
        zone=site.time_zone,
        footer=site.theme.footer,
        contact=site.contact,
        style=theme.published(STYLE, tint),
        icon=theme.published(ICON),
        logo=theme.published(logo) if logo else None,
        nav=tuple(nav),
    )


def root_of(path: str) -> str:
    """The way from an address to the site: ``../../`` for ``incidents/ID/``."""
    return "../" * path.count("/")


def base_path(url: str) -> str:
    """``/`` or ``/status/``: where the site begins on its host."""
    return f"{urlsplit(url).path.rstrip('/')}/"


# --------------------------------------------------------------------------------------------------------------- people


def incident_href(incident: Incident) -> str:
    return f"incidents/{quote(incident.id)}/"


def work_href(maintenance: Maintenance) -> str:
    return f"maintenance/{quote(maintenance.id)}/"


def said(updates: Sequence[Update], now: Instant, names: Mapping[str, str]) -> tuple[Said, ...]:
    """The updates so far, newest first."""
    return tuple(
        Said(number, update.status, update.at, update.text, tuple((names.get(c, c), s) for c, s in update.components))
        for number, update in reversed(list(enumerate(updates, 1)))
        if update.at <= now
    )


def texts(updates: Iterable[Update], source: Source) -> tuple[Text, ...]:
    """Their Markdown, to be converted in bulk."""
    return tuple(Text("incident", update.text, source.path, update.line or source.line) for update in updates)


def incident_item(item: IncidentSummary, world: World) -> IncidentItem:
    incident = item.incident
    current = [update.status for update in incident.updates if update.at <= world.now]
    return IncidentItem(
        incident_href(incident),
        incident.title,
        current[-1],
        incident.impact,
        incident.started_at,
        None if item.active else item.resolved_at,
        tuple(world.component(id_).text for id_, _ in item.impacts),
    )


def incident_card(item: IncidentSummary, world: World) -> IncidentCard:
    incident = item.incident
    updates = said(incident.updates, world.now, world.names)
    return IncidentCard(
        href=incident_href(incident),
        title=incident.title,
        status=updates[0].status,
        impact=incident.impact,
        active=item.active,
        started_at=incident.started_at,
        resolved_at=None if item.active else item.resolved_at,
        next_at=item.next_at,
        concerned=tuple(_concerned(item, world)),
        updates=updates,
    )


def _concerned(item: IncidentSummary, world: World) -> Iterable[Concerned]:
    for id_, spans in item.impacts:
        link = world.component(id_)
        lasting = tuple(replace(span, end=world.now) if span.end >= FOREVER else span for span in spans)
        status = worst(span.status for span in spans) if spans else Status.operational
        yield Concerned(link.text, link.href, status, lasting)


def work_item(item: MaintenanceSummary, world: World) -> WorkItem:
    maintenance = item.maintenance
    return WorkItem(
        work_href(maintenance),
        maintenance.title,
        item.status,
        maintenance.window,
        tuple(world.component(id_).text for id_ in maintenance.components),
    )
