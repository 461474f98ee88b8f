"""What each page shows, and nothing more: a page's bytes are a function of its view, so a view is its cache key.

Views hold values (instants, statuses, codes); templates put them into words. Nothing that changes from build to
build may be in the view of a settled page.
"""

from __future__ import annotations

from statuary.instants import Instant
from statuary.model import (
    Budget,
    Day,
    Impact,
    LatencyBucket,
    MaintenanceStatus,
    Note,
    Outcome,
    Phases,
    Span,
    Status,
    StatusChange,
    Update,
    Uptime,
    Value,
    Window,
)
from statuary.tokens import Likeness, Pair

CARD_WIDTH, CARD_HEIGHT = 1200, 630
_A_GLANCE = 5  # entries


class Link(Value, frozen=True):
    """``href`` is relative to the site, or an address elsewhere."""

    text: str
    href: str


class Tongue(Value, frozen=True):
    """A language that the site is in."""

    language: str
    name: str  # as it calls itself
    home: str  # the way there from the home page of the one that is shown
    url: str  # of its home page


class Frame(Value, frozen=True):
    """What all pages of a site in one language share."""

    name: str
    site: str  # the site's address
    url: str  # that of its home page in this language
    up: str  # the way there: from this language's home page to the site's; before every path of a file that all share
    language: str
    direction: str
    tongues: tuple[Tongue, ...]  # all languages, if there are several
    zone: str
    footer: str
    contact: str | None
    style: str  # the stylesheet's path, relative to the site like the others
    script: str  # likewise: pages are whole without it
    icon: str  # likewise, or a data: address
    logo: str | None
    logo_dark: str | None  # in place of the logo on dark pages
    search: str | None  # the script that searches the docs, if there are any
    guide: str  # the script of guides and pages
    nav: tuple[Link, ...]


class Stamps(Value, frozen=True):
    """How old the knowledge on a page is. A settled page has no ``generated_at`` and does not expire."""

    generated_at: Instant | None = None
    data_as_of: Instant | None = None
    valid_until: Instant | None = None


class Shown(Value, frozen=True, kw_only=True):
    """What the base template needs of every page."""

    frame: Frame
    path: str  # relative to the site, as in its address: ``incidents/ID/``
    root: str  # from the page to the site: ``../../``
    title: str
    description: str = ""
    stamps: Stamps = Stamps()
    card_of: str | None = None  # the address of the page whose card it shows; none: it has its own
    canonical: str = ""  # the address of the page that says the same today, if it is another one

    @property
    def card(self) -> str:
        """Its picture for chats and networks."""
        return f"{self.path if self.card_of is None else self.card_of}card.png"

    @property
    def is_kept(self) -> bool:
        """Whether it is of an old version, which search engines and programs should not take for today's."""
        return False


class Card(Value, frozen=True):
    """What a card shows. Nothing that changes with how things stand."""

    site: str
    kind: str  # of page, in a word
    title: str
    icon: str | None  # the asset
    host: str  # stands for a name in letters that the theme's fonts have not


class Asset(Value, frozen=True):
    """A file of the theme, as it is published or as the drawing to begin with."""

    name: str


# ----------------------------------------------------------------------------------------------- incidents, maintenance


class Concerned(Value, frozen=True):
    """A component an incident or planned work is about. ``href`` is relative to the site."""

    name: str
    href: str
    status: Status  # the worst that was said of it
    spans: tuple[Span, ...] = ()


class IncidentItem(Value, frozen=True):
    """An incident as lists show it."""

    href: str
    title: str
    status: str
    impact: Impact
    started_at: Instant
    resolved_at: Instant | None
    components: tuple[str, ...]  # names
    language: str = ""  # of the title, where it is not that of the page


class IncidentCard(Value, frozen=True):
    """An incident in full, on the home page and on its own. Updates newest first."""

    item: IncidentItem
    active: bool
    next_at: Instant | None  # the promised next update
    concerned: tuple[Concerned, ...]
    names: dict[str, str]  # of the components that its updates speak of
    updates: tuple[Update, ...]


class WorkItem(Value, frozen=True):
    """Planned work as lists show it."""

    href: str
    title: str
    status: MaintenanceStatus
    window: Window
    components: tuple[str, ...]
    language: str = ""  # of the title, where it is not that of the page


class Sighted(Value, frozen=True):
    """A check that saw an incident. ``href``: the page of its component."""

    component: str
    href: str
    check: str
    location: str
    outcome: Outcome
    at: Instant  # the first sign


class IncidentView(Shown, frozen=True, kw_only=True):
    incident: IncidentCard
    until: Instant  # where the picture of its course ends
    workaround: str = ""  # Markdown
    workaround_language: str = ""  # where it is not that of the page
    evidence: tuple[Sighted, ...] = ()
    guides: tuple[Link, ...] = ()
    source: str | None = None  # address of the file it was written in


class MaintenanceView(Shown, frozen=True, kw_only=True):
    work: WorkItem
    announced_at: Instant
    text: str
    text_language: str = ""  # where it is not that of the page
    concerned: tuple[Link, ...]
    names: dict[str, str]
    updates: tuple[Update, ...]  # newest first
    recurring: bool
    source: str | None = None


# ----------------------------------------------------------------------------------------------------- home, components


class Row(Value, frozen=True):
    """A component on the home page."""

    name: str
    href: str
    status: Status
    since: Instant | None
    reason: str
    days: tuple[Day, ...]
    weeks: tuple[Day, ...]
    uptimes: tuple[Uptime, ...]  # of the windows a reader can choose


class Node(Value, frozen=True):
    """A component, or a group of nodes."""

    name: str
    status: Status
    row: Row | None = None
    description: str = ""
    open: bool = False
    components: int = 0  # how many are below it
    children: tuple[Node, ...] = ()


class Moved(Value, frozen=True):
    """A change of status with the component's name."""

    name: str
    href: str
    change: StatusChange


class HomeView(Shown, frozen=True, kw_only=True):
    style_text: str
    style_hash: str  # ``sha256-…``, for the page's policy
    status: Status
    headline: str
    notes: tuple[Note, ...]  # about the data itself
    since: Instant | None
    as_of: Instant
    affected: tuple[Row, ...]
    unseen: int  # how many components nobody observed
    active: tuple[IncidentCard, ...]
    working: tuple[WorkItem, ...]
    upcoming: tuple[WorkItem, ...]
    tree: tuple[Node, ...]
    rows: int  # how many components are in the tree
    changes: tuple[Moved, ...]
    recent: tuple[IncidentItem, ...]
    checked_at: Instant | None
    next_check: Instant | None


class Probed(Value, frozen=True):
    """A probe on its component's page."""

    name: str
    kind: str
    outcome: Outcome
    reason: str
    checked_at: Instant | None
    latency: float | None
    phases: Phases
    every: int
    certificate_until: Instant | None
    hours: tuple[LatencyBucket, ...]
    days: tuple[LatencyBucket, ...]


class Followed(Value, frozen=True):
    """What has feeds and a calendar in its folder."""

    name: str
    folder: str


class ComponentView(Shown, frozen=True, kw_only=True):
    now: Instant
    about: str
    group: str
    links: tuple[tuple[str, str], ...]
    status: Status
    since: Instant | None
    reason: str
    as_of: Instant
    notes: tuple[Note, ...]  # about the data itself
    checked_at: Instant | None
    days: tuple[Day, ...]
    uptimes: tuple[Uptime, ...]
    budget: Budget | None
    probes: tuple[Probed, ...]
    incidents: tuple[IncidentItem, ...]  # newest first
    older: int  # how many more there were
    works: tuple[WorkItem, ...]
    guides: tuple[Link, ...]
    changes: tuple[StatusChange, ...]
    followed: Followed


# ------------------------------------------------------------------------------------------------------ history, guides


class Month(Value, frozen=True):
    name: str  # ``2026-11``
    href: str
    incidents: int
    works: int


class HistoryView(Shown, frozen=True, kw_only=True):
    months: tuple[Month, ...]  # newest first
    recent: tuple[IncidentItem, ...]


class MonthView(Shown, frozen=True, kw_only=True):
    incidents: tuple[IncidentItem, ...]
    works: tuple[WorkItem, ...]
    older: Link | None
    newer: Link | None

    @property
    def is_long(self) -> bool:
        """Whether it takes more than a glance to find something."""
        return len(self.incidents) + len(self.works) > _A_GLANCE

    @property
    def names(self) -> list[str]:
        """Of the components it speaks of."""
        items: tuple[IncidentItem | WorkItem, ...] = (*self.incidents, *self.works)
        return sorted({name for item in items for name in item.components})


class Entry(Value, frozen=True):
    """A guide in the sidebar; ``depth`` 0 is the top."""

    text: str
    href: str
    depth: int
    description: str = ""


class Standing(Value, frozen=True):
    """How a component is that a guide is about."""

    name: str
    href: str
    status: Status


class Alert(Value, frozen=True):
    """An open incident of what a guide is about, and what its readers can do meanwhile."""

    item: IncidentItem
    workaround: str  # Markdown
    workaround_language: str = ""  # where it is not that of the page


class Target(Value, frozen=True):
    """What an address in a text becomes on its page. An image has its size where that is known."""

    written: str
    href: str
    width: int = 0
    height: int = 0


class Proof(Value, frozen=True):
    """What was seen of a block that is bound to a test."""

    block: str  # its id
    state: str  # verified, failed or not
    kind: str  # of what it is held against: run, schema or probe
    name: str = ""  # of that, where readers may see it
    at: Instant | None = None


class GuideView(Shown, frozen=True, kw_only=True):
    """Live where it is about components, settled otherwise."""

    text: str
    language: str = ""  # of title and text, where it is not that of the page
    entries: tuple[Entry, ...]  # what is around it, in order; empty for a plain page
    here: str  # the href of this page
    trail: tuple[Link, ...]
    below: tuple[Entry, ...]  # what an index page leads to
    before: Link | None
    after: Link | None
    components: tuple[Standing, ...] = ()
    as_of: Instant | None = None
    alerts: tuple[Alert, ...] = ()
    files: tuple[Link, ...] = ()  # of the configuration, that say something in the text; some have no address
    feedback: str = ""  # the address that asks whether the page was helpful
    tags: tuple[Link, ...] = ()
    source: str | None = None  # where it can be edited
    changed: Instant | None = None
    moved: tuple[tuple[str, Link], ...] = ()  # anchors that were here once, and where that part is now
    targets: tuple[Target, ...] = ()  # only of what is not published as it is written
    proofs: tuple[Proof, ...] = ()
    search: str = ""  # the index that its search field reads, if it has one
    version: str = ""  # of the docs, if it is not that of today
    bundles: tuple[Link, ...] = ()  # to take all of the docs away in
    versions: tuple[Link, ...] = ()  # this page in each, that of today first; empty if there is one only

    @property
    def is_kept(self) -> bool:
        return bool(self.version)


class Tagged(Value, frozen=True):
    """The guides that carry a tag."""

    tag: str
    anchor: str
    guides: tuple[Entry, ...]


class TagsView(Shown, frozen=True, kw_only=True):
    trail: tuple[Link, ...]
    tags: tuple[Tagged, ...]


class RedirectView(Shown, frozen=True, kw_only=True):
    """An address that has moved; ``parts`` are anchors that went elsewhere."""

    to: Link
    parts: tuple[tuple[str, Link], ...]


class Attached(Value, frozen=True):
    """A file beside the Markdown: ``path`` from the site's root, ``digest`` of its bytes."""

    path: str
    digest: str


class News(Value, frozen=True):
    """An item of the feed of updates. ``href`` is relative to the site."""

    title: str
    href: str
    at: Instant


class FeedsView(Shown, frozen=True, kw_only=True):
    site: Followed
    parts: tuple[Followed, ...]  # groups and components, in the order of the tree
    newest: tuple[News, ...]
    hub: bool


class NotFoundView(Shown, frozen=True, kw_only=True):
    """``root`` is the site's base path: the page is shown at any address."""


# --------------------------------------------------------------------------------------------------------------- embeds


class Mark(Value, frozen=True):
    """A badge on the page about badges; addresses without their ending, relative to the site."""

    name: str  # whose it is
    stem: str
    href: str  # of the page that it leads to, relative to the home page
    windows: tuple[Link, ...] = ()  # its badges of uptime; the text is the window


class EmbedView(Shown, frozen=True, kw_only=True):
    script: str  # that keeps its bytes, relative to the site
    line: str  # the newest of its line, likewise
    integrity: str
    marks: tuple[Mark, ...]
    styles: tuple[str, ...]


# ------------------------------------------------------------------------------------------------------------- UI guide


class Swatch(Value, frozen=True):
    name: str  # of the token
    code: str  # #rrggbb


class UiView(Shown, frozen=True, kw_only=True):
    """Samples for every part of the templates, and what the design tokens come to."""

    now: Instant
    sample_stamps: Stamps
    link: Link
    entries: tuple[Entry, ...]
    tongues: tuple[Tongue, ...]
    versions: tuple[Link, ...]
    statuses: tuple[Status, ...]
    cards: tuple[IncidentCard, ...]
    works: tuple[WorkItem, ...]
    rows: tuple[Row, ...]
    groups: tuple[Node, ...]
    followed: Followed
    news: tuple[News, ...]
    hours: tuple[LatencyBucket, ...]
    swatches: tuple[Swatch, ...]
    sizes: tuple[tuple[str, str], ...]
    pairs: tuple[Pair, ...]
    likeness: tuple[Likeness, ...]
