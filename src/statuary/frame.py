"""What every page shares, and the small parts that several pages show: items of lists, stamps, links between pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote, urlsplit

from statuary.config import Config
from statuary.errors import Problem, Refused
from statuary.instants import DAY, Instant
from statuary.languages import autonym, direction
from statuary.localise import localised
from statuary.model import (
    Content,
    Incident,
    IncidentSummary,
    MaintenanceStatus,
    MaintenanceSummary,
    Source,
    Span,
    Status,
    Summary,
    Text,
    Update,
    worst,
)
from statuary.theme import SCRIPT, STYLE, Theme
from statuary.views import Concerned, Frame, IncidentCard, IncidentItem, Link, Stamps, Tongue, WorkItem
from statuary.volumes import Shelf, shelve
from statuary.wording import Words

ICON = "icon.svg"
_SMALL = 1024  # bytes
SEARCH = "later/search.js"
GUIDE = "later/guide.js"
HISTORY = "history/"  # its card is that of everything old
SOON = 7 * DAY  # planned work that begins within this speaks of the present
AHEAD = (MaintenanceStatus.scheduled, MaintenanceStatus.in_progress, MaintenanceStatus.verifying)
WORKING = AHEAD[1:]


@dataclass(frozen=True)
class World:
    """What planning a page may look at."""

    summary: Summary
    content: Content
    config: Config
    frame: Frame
    live: Stamps
    names: Mapping[str, str]  # of components, by id
    words: Words
    shelf: Shelf
    icon: str | None = None  # the site's mark as a PNG among the assets
    items: dict[str, IncidentItem] = field(default_factory=dict)  # made when first asked for

    @property
    def now(self) -> Instant:
        return self.summary.generated_at

    @cached_property
    def open_incidents(self) -> tuple[IncidentSummary, ...]:
        return tuple(item for item in self.summary.incidents if item.active)

    def component(self, id_: str) -> Link:
        """The name and page of a public component."""
        return Link(self.names[id_], f"components/{id_}/")

    def named(self, ids: Iterable[str]) -> dict[str, str]:
        """The names of those that are public."""
        return {id_: self.names[id_] for id_ in ids if id_ in self.names}

    def source(self, source: Source) -> str | None:
        """Where readers of the repository find the file, and can change it."""
        return self.file(source.path)

    def file(self, path: str) -> str | None:
        """Likewise a file by its path."""
        repository = self.config.site.repository
        return f"{repository}/blob/HEAD/{quote(path)}" if repository else None


def see(summary: Summary, content: Content, config: Config, theme: Theme, language: str = "") -> World:
    """The world of one plan, in the language that people write in or another one of the site's."""
    language = language or config.site.language
    written = config.site.language
    if language != written and language in config.site.languages:
        summary, content = localised(summary, content, language, written)
    live = Stamps(summary.generated_at, summary.data_as_of, summary.valid_until)
    names = {id_: component.name for id_, component in summary.components.items()}
    icons = _icon_drawing(config, theme), _icon_picture(config, theme)
    words = theme.words[language]
    frame = _frame(content, config, theme, icons[0], words)
    shelf = shelve(summary.incidents, summary.generated_at)
    return World(summary, content, config, frame, live, names, words, shelf, icons[1])


def home_of(language: str, config: Config) -> str:
    """The path of a language's home page: ``""`` for that people write in, ``de/`` for others."""
    return f"{language}/" if language in config.site.languages else ""


def _frame(content: Content, config: Config, theme: Theme, icon: str, words: Words) -> Frame:
    site = config.site
    home = home_of(words.language, config)
    up = root_of(home)
    homes = {one: home_of(one, config) for one in (site.language, *site.languages)}
    nav = [Link(words.say("Status"), ""), Link(words.say("History"), "history/")]
    nav += [Link(words.say("Docs"), "docs/")] if content.guides else []
    nav += [Link(page.title, f"{quote(page.path)}/") for page in content.pages if "/" not in page.path]
    return Frame(
        name=site.name,
        site=site.url,
        url=_url(site.url, home),
        up=up,
        language=words.language,
        direction=direction(words.language),
        tongues=tuple(Tongue(one, autonym(one), up + there, _url(site.url, there)) for one, there in homes.items())
        if site.languages
        else (),
        zone=site.time_zone,
        footer=site.theme.footer,
        contact=site.contact,
        style=theme.published(STYLE),
        script=theme.published(SCRIPT),
        icon=_address(icon, theme),
        logo=_image(site.theme.logo, "logo", theme),
        logo_dark=_image(site.theme.logo_dark, "logo_dark", theme),
        search=theme.published(SEARCH) if content.guides else None,
        guide=theme.published(GUIDE),
        nav=tuple(nav),
    )


def _url(site: str, home: str) -> str:
    return f"{site}/{home}".rstrip("/")


def _image(name: str | None, key: str, theme: Theme) -> str | None:
    """Where an image that ``theme.KEY`` names is published. Raises Refused where it is not there."""
    if name is None:
        return None
    if name not in theme.assets:
        what = f"There is no image '{name}' in templates/assets."
        raise Refused([Problem("config/site.yaml", what=what, fix=f"Put it there, or remove theme.{key}.")])
    return theme.published(name)


def _icon_drawing(config: Config, theme: Theme) -> str:
    """The asset that is the site's mark."""
    icon = config.site.theme.favicon
    _image(icon, "favicon", theme)
    return icon or ICON


def _icon_picture(config: Config, theme: Theme) -> str | None:
    """The mark as a PNG: itself, or the one that lies beside a drawing and is from the same hand."""
    drawing = _icon_drawing(config, theme)
    picture = f"{drawing.rpartition('.')[0]}.png"
    theirs = {f"assets/{name}" in theme.own for name in (drawing, picture)}
    if picture not in theme.assets or len(theirs) > 1:
        return None
    if not theme.assets[picture].startswith(b"\x89PNG\r\n"):
        raise Refused([Problem(f"templates/assets/{picture}", what="This is not a PNG.", fix="Save it as one.")])
    return picture


def _address(icon: str, theme: Theme) -> str:
    """Where the icon is: a small drawing inside the page, which then has not to wait for it."""
    body = theme.assets[icon]
    small = icon.endswith(".svg") and len(body) <= _SMALL
    return f"data:image/svg+xml,{quote(body, safe='/:=')}" if small else theme.published(icon)


def root_of(path: str) -> str:
    """The way from an address to the site: ``../../`` for ``incidents/ID/``."""
    return "../" * path.count("/")


def base_path(url: str) -> str:
    """``/`` or ``/status/``: where the site begins on its host."""
    return f"{urlsplit(url).path.rstrip('/')}/"


# --------------------------------------------------------------------------------------------------------------- people


def slug(id_: str) -> str:
    """The id as part of an address. Nearly all are plain, and a site has thousands."""
    return id_ if id_.isascii() and id_.replace("-", "").isalnum() else quote(id_, safe="")


def until_now(updates: Sequence[Update], now: Instant) -> tuple[Update, ...]:
    """The updates so far, newest first."""
    if not updates or updates[-1].at <= now:
        return tuple(updates[::-1])
    return tuple(update for update in reversed(updates) if update.at <= now)


def texts(updates: Iterable[Update], source: Source) -> tuple[Text, ...]:
    """Their Markdown, to be converted in bulk."""
    return tuple([Text("incident", update.text, source.path, update.line or source.line) for update in updates])


def workaround(incident: Incident) -> tuple[Text, ...]:
    """What it says of a way around it, to be converted likewise."""
    return (Text("incident", incident.workaround, incident.source.path),) if incident.workaround else ()


def incident_item(item: IncidentSummary, world: World) -> IncidentItem:
    incident = item.incident
    known = world.items.get(incident.id)
    if known is None:
        known = world.items[incident.id] = IncidentItem(
            f"incidents/{slug(incident.id)}/",
            incident.title,
            until_now(incident.updates, world.now)[0].status,
            incident.impact,
            incident.started_at,
            None if item.active else item.resolved_at,
            tuple([world.names[id_] for id_, _ in item.impacts if id_ in world.names]),
            incident.language,
        )
    return known


def incident_card(item: IncidentSummary, world: World) -> IncidentCard:
    incident = item.incident
    concerned = tuple([_concerned(id_, spans, world) for id_, spans in item.impacts if id_ in world.names])
    return IncidentCard(
        incident_item(item, world),
        item.active,
        item.next_at,
        concerned,
        world.named(id_ for id_, _ in item.impacts),
        until_now(incident.updates, world.now),
    )


def _concerned(id_: str, spans: tuple[Span, ...], world: World) -> Concerned:
    status = worst(span.status for span in spans) if len(spans) != 1 else spans[0].status
    return Concerned(world.names[id_], f"components/{id_}/", status if spans else Status.operational, spans)


def work_item(item: MaintenanceSummary, world: World) -> WorkItem:
    maintenance = item.maintenance
    return WorkItem(
        f"maintenance/{slug(maintenance.id)}/",
        maintenance.title,
        item.status,
        maintenance.window,
        tuple(world.named(maintenance.components).values()),
        maintenance.language,
    )
