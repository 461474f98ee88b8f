"""The values that travel along the road, and the status ladder. Frozen: no stage changes what it was given.

All times are ``Instant`` (whole milliseconds since the epoch, UTC); all lengths of time ``Millis``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, Literal

import msgspec

from statuary.errors import Problem
from statuary.instants import MINUTE, Instant, Millis


class Value(msgspec.Struct, frozen=True, gc=False):
    """What a frozen dataclass is, made five times as quickly (docs/decisions/0010). Frozen: it cannot be in a cycle."""


# ---------------------------------------------------------------------------------------------------------------- words


class Status(StrEnum):
    """What a component can be. The order is the ladder; ``unknown`` stands apart: neither good nor bad, never green."""

    operational = "operational"
    under_maintenance = "under_maintenance"
    degraded_performance = "degraded_performance"
    partial_outage = "partial_outage"
    major_outage = "major_outage"
    unknown = "unknown"

    @property
    def rank(self) -> int:
        """0 (operational) to 4 (major outage); -1 for unknown."""
        return _RANK[self]


LADDER = (
    Status.operational,
    Status.under_maintenance,
    Status.degraded_performance,
    Status.partial_outage,
    Status.major_outage,
)
_RANK = {**{status: rank for rank, status in enumerate(LADDER)}, Status.unknown: -1}


def worst(statuses: Iterable[Status]) -> Status:
    """Worst wins. Trouble that is known outranks ``unknown``; ``unknown`` outranks operational."""
    ordered = sorted(statuses, key=lambda status: 0.5 if status is Status.unknown else status.rank)
    return ordered[-1] if ordered else Status.unknown


class Outcome(StrEnum):
    """What one answer to a probe means. ``unknown``: the question could not be asked (the prober's own fault)."""

    up = "up"
    degraded = "degraded"
    down = "down"
    unknown = "unknown"


class IncidentStatus(StrEnum):
    investigating = "investigating"
    identified = "identified"
    monitoring = "monitoring"
    resolved = "resolved"
    postmortem = "postmortem"


class Impact(StrEnum):
    none = "none"
    minor = "minor"
    major = "major"
    critical = "critical"


class MaintenanceStatus(StrEnum):
    scheduled = "scheduled"
    in_progress = "in_progress"
    verifying = "verifying"
    completed = "completed"
    cancelled = "cancelled"


# -------------------------------------------------------------------------------------------------------------- probing


class Phases(Value, frozen=True):
    """Where the time of one answer went, in milliseconds; None where a phase did not happen or was not seen."""

    dns: float | None = None
    connect: float | None = None
    tls: float | None = None
    first_byte: float | None = None  # request sent -> first byte of the answer: the server's own time
    total: float | None = None


class Answer(Value, frozen=True):
    """What a prober says of one attempt.

    ``reason`` is a code of our own (``ok``, ``http_503``, ``timeout``, ``tls_expired`` …), never remote text.
    """

    outcome: Outcome
    reason: str
    latency: float | None = None  # ms: the honest figure that thresholds and charts use
    phases: Phases = Phases()
    certificate_until: Instant | None = None
    note: str = ""  # a sentence of our own for the maintainer; cleaned, never published
    wait: Millis | None = None  # the endpoint asked not to be asked again sooner: one more attempt at most


class ProbeResult(Value, frozen=True):
    """The answer of one probe in one run, after its attempts."""

    probe: str
    location: str
    at: Instant  # when its run began
    outcome: Outcome
    reason: str
    latency: float | None = None
    phases: Phases = Phases()
    attempts: int = 1
    spread: Millis = 0  # from the first attempt's start to the last one's end
    certificate_until: Instant | None = None
    note: str = ""
    held: bool = False  # judged: a mass failure asks for one more round before it counts


class ProbeRun(Value, frozen=True):
    """One run of all due probes from one location. ``verdict``: ``ok``, ``offline`` or ``inconclusive``."""

    at: Instant
    location: str
    results: tuple[ProbeResult, ...]
    verdict: str = "ok"
    reason: str = ""  # for people: "the prober was offline"


# -------------------------------------------------------------------------------------------------------------- history


class Policy(Value, frozen=True):
    """How a probe's results become a confirmed status."""

    every: Millis
    down_after: int = 2
    up_after: int = 2
    at_least: Millis = 15 * MINUTE  # an answer speaks for the present at least this long


class Change(Value, frozen=True):
    """A confirmed move of one series (a probe at a location) to another outcome, back-dated to its first sign."""

    at: Instant
    old: Outcome
    new: Outcome
    reason: str
    confirmed_at: Instant


class Track(Value, frozen=True):
    """The state machine's memory of one series between runs. ``timeline.advance`` moves it; the store keeps it."""

    outcome: Outcome = Outcome.unknown  # confirmed
    since: Instant = 0
    reason: str = "not_run"
    flapping: bool = False
    last_at: Instant = 0  # newest accepted observation (an ``unknown`` result is none)
    expires: Instant = 0  # when the newest observation stops speaking for the present
    recent: tuple[tuple[Instant, Outcome, str], ...] = ()  # newest last, at most 21
    gaps: tuple[Millis, ...] = ()  # the last observed intervals, newest last, at most 20


class LatencyBucket(Value, frozen=True):
    """Latency of one series over one hour or day, in ms. Quantiles come from a mergeable sketch (error <= 2 %)."""

    start: Instant
    count: int
    p50: float
    p95: float
    p99: float


Series = tuple[str, str]  # (probe id, location)


class History(Value, frozen=True):
    """What the store remembers, as the pure middle needs it. Missing keys mean: nothing known."""

    first_at: Instant | None = None
    last_run: ProbeRun | None = None
    tracks: Mapping[Series, Track] = msgspec.field(default_factory=dict)
    changes: Mapping[Series, tuple[Change, ...]] = msgspec.field(default_factory=dict)  # oldest first
    latest: Mapping[Series, ProbeResult] = msgspec.field(default_factory=dict)
    hours: Mapping[str, tuple[LatencyBucket, ...]] = msgspec.field(default_factory=dict)  # by probe: 48 h
    days: Mapping[str, tuple[LatencyBucket, ...]] = msgspec.field(default_factory=dict)  # by probe: 400 days


# -------------------------------------------------------------------------------------------------------------- content


class Source(Value, frozen=True):
    """Where a value was written: path relative to the root, digest of its bytes."""

    path: str
    digest: str
    line: int = 1  # where the body begins


class Spliced(Value, frozen=True):
    """From ``start`` on (0: the text's first line), lines are those of the file at ``path`` from ``line`` on."""

    start: int
    path: str
    line: int
    margin: int = 0  # columns that were added before them


class Translation(Value, frozen=True):
    """What people wrote, in another language; what is empty is not translated."""

    language: str
    title: str
    text: str  # Markdown: a guide's, or that before the first update
    source: Source
    description: str = ""
    updates: tuple[tuple[Instant, str, int], ...] = ()  # (of when it is, its Markdown, its line)
    workaround: str = ""  # Markdown, of an incident
    changed: Instant | None = None  # as that of a guide
    spliced: tuple[Spliced, ...] = ()
    files: tuple[str, ...] = ()  # of the configuration, that say something in this text


class Update(Value, frozen=True):
    """One heading of an incident or maintenance file. ``text`` is Markdown."""

    status: str  # an IncidentStatus or MaintenanceStatus value
    at: Instant
    text: str
    components: tuple[tuple[str, Status], ...] = ()  # what this update says of components, in braces
    next_at: Instant | None = None  # when the next update is promised
    line: int = 0
    language: str = ""  # of the text, where it is not that of the page


class Incident(Value, frozen=True):
    id: str  # the file's stem; never changes
    title: str
    impact: Impact
    components: tuple[tuple[str, Status], ...]  # as declared in the front matter: the state from the first update on
    updates: tuple[Update, ...]  # oldest first, at least one
    source: Source
    translations: tuple[Translation, ...] = ()
    language: str = ""  # of the title, where it is not that of the page
    workaround: str = ""  # Markdown: what readers can do meanwhile
    workaround_language: str = ""  # likewise

    @property
    def status(self) -> IncidentStatus:
        return IncidentStatus(self.updates[-1].status)

    @property
    def started_at(self) -> Instant:
        return self.updates[0].at

    @property
    def resolved_at(self) -> Instant | None:
        """When it was last resolved; None while it is open (also when re-opened after a resolution)."""
        for update in reversed(self.updates):
            if update.status == "resolved":
                return update.at
            if update.status != "postmortem":
                return None
        return None

    @property
    def updated_at(self) -> Instant:
        return self.updates[-1].at


class Window(Value, frozen=True):
    start: Instant
    end: Instant


class Edition(Value, frozen=True):
    """What calendars were told of planned work: which edition, and since when."""

    digest: bytes  # of what they show
    number: int
    at: Instant


class Maintenance(Value, frozen=True):
    """One occurrence of planned work. A recurring file yields several: ``ID`` and then ``ID-20261206T0200``."""

    id: str
    title: str
    components: tuple[str, ...]
    window: Window
    announced_at: Instant
    updates: tuple[Update, ...]  # oldest first, may be empty
    text: str  # Markdown before the first heading
    source: Source
    recurrence: str = ""  # the RRULE, if any
    translations: tuple[Translation, ...] = ()
    language: str = ""  # of the title, where it is not that of the page
    text_language: str = ""  # likewise
    planned_at: Instant | None = None  # of work that recurs: when the first of it was announced
    edition: Edition | None = None  # of what is in calendars


class Binding(Value, frozen=True):
    """A name that a guide's front matter gives to a value of the configuration."""

    alias: str
    name: str  # ``scale.max_instances``
    form: str  # how it is written; empty: as is usual
    line: int
    column: int


class Alias(Value, frozen=True):
    """An address that once led here: ``path`` from the site's root, ``docs/old``; ``anchor`` if only a part did."""

    path: str
    anchor: str = ""
    target: str = ""  # the anchor here that it leads to now
    line: int = 0
    column: int = 0


class Guide(Value, frozen=True):
    """A docs page or a plain page. ``path`` is where it goes below its section; ``""`` is the section's index."""

    path: str
    title: str
    text: str  # Markdown
    source: Source
    order: int = 1000
    tags: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    description: str = ""
    translations: tuple[Translation, ...] = ()
    language: str = ""  # of all of it, where it is not that of the page
    bindings: tuple[Binding, ...] = ()
    files: tuple[str, ...] = ()  # of the configuration, that say something in the text
    aliases: tuple[Alias, ...] = ()
    listed: bool = True  # in the navigation
    changed: Instant | None = None  # when its file last was, as far as that is known
    spliced: tuple[Spliced, ...] = ()  # which lines are from where, if it includes files


class Version(Value, frozen=True):
    """Guides as they were, kept below ``docs/NAME/``."""

    name: str
    guides: tuple[Guide, ...]


class Content(Value, frozen=True):
    incidents: tuple[Incident, ...] = ()  # newest first
    maintenances: tuple[Maintenance, ...] = ()  # by start, earliest first
    guides: tuple[Guide, ...] = ()  # in navigation order
    pages: tuple[Guide, ...] = ()
    versions: tuple[Version, ...] = ()  # newest first


# -------------------------------------------------------------------------------------------------- timelines, summary


class Span(Value, frozen=True):
    """A component had this status from ``start`` until ``end``."""

    start: Instant
    end: Instant
    status: Status
    reason: str = ""  # a code, ``incident:ID``, ``maintenance:ID`` or ``flapping``
    excluded: bool = False  # inside a maintenance window that does not count towards uptime


class Timelines(Value, frozen=True):
    """Each component's spans, oldest first, no gaps, from the first thing known (at most 400 days ago) to ``now``."""

    now: Instant
    data_as_of: Instant | None
    valid_until: Instant | None
    spans: Mapping[str, tuple[Span, ...]]
    impacts: Mapping[str, tuple[tuple[str, tuple[Span, ...]], ...]]  # by incident, each component; FOREVER if it lasts
    probes: Mapping[str, Outcome]  # by probe: its outcome now, over all locations


class Day(Value, frozen=True):
    """One UTC day (or seven) of one component: milliseconds by status. ``worst`` is that of what was observed."""

    start: Instant
    worst: Status
    millis: tuple[tuple[Status, Millis], ...]  # only what occurred, in ladder order, ``unknown`` last
    incidents: tuple[str, ...] = ()


class Uptime(Value, frozen=True):
    """Share of observed time that was not an outage. ``low``/``high``: if all unseen time had been down/up."""

    window: str  # 24h 7d 30d 90d 1y
    ratio: float | None  # None: nothing observed
    low: float
    high: float
    coverage: float
    down: Millis


class Objective(Value, frozen=True):
    """The share of time without an outage that readers may expect over the last days."""

    target: float  # percent
    window: str = "30d"  # one of the uptimes'


class Budget(Value, frozen=True):
    """How much outage an objective allows over its window up to now, and how much there was.

    Time that nobody observed spends nothing; how much of it there was is said beside.
    """

    objective: Objective
    total: Millis
    used: Millis
    unseen: Millis

    @property
    def left(self) -> Millis:
        return max(self.total - self.used, 0)

    @property
    def burnt(self) -> bool:
        """Whether there was more outage than the objective allows."""
        return self.used > self.total


class StatusChange(Value, frozen=True):
    """A component's move from one status to another: what feeds, notifiers and "last changes" speak of."""

    component: str
    at: Instant
    old: Status
    new: Status
    reason: str


class ProbeSummary(Value, frozen=True):
    """What is published of a probe: no address, no remote text."""

    id: str
    name: str
    kind: str
    outcome: Outcome
    reason: str
    checked_at: Instant | None
    latency: float | None
    phases: Phases
    every: Millis
    certificate_until: Instant | None
    hours: tuple[LatencyBucket, ...] = ()
    days: tuple[LatencyBucket, ...] = ()


class ComponentSummary(Value, frozen=True):
    id: str
    name: str
    description: str
    group: str | None  # id of the innermost group
    links: tuple[tuple[str, str], ...]
    status: Status
    since: Instant | None
    reason: str
    checked_at: Instant | None
    days: tuple[Day, ...]  # 90, oldest first, the last is today
    weeks: tuple[Day, ...]  # 52 stretches of seven days, oldest first, the last ends with today
    uptimes: tuple[Uptime, ...]
    probes: tuple[ProbeSummary, ...]
    incidents: tuple[str, ...]  # ids, newest first
    maintenances: tuple[str, ...]
    guides: tuple[str, ...]  # paths
    changes: tuple[StatusChange, ...]  # newest first, at most 50
    budget: Budget | None = None  # if it has an objective
    first_at: Instant | None = None  # when the first thing that is known of it happened
    recent: tuple[Span, ...] = ()  # what it was over the last two days, oldest first


class GroupSummary(Value, frozen=True):
    id: str
    name: str
    description: str
    status: Status
    children: tuple[str, ...]  # component and group ids in the order of components.yaml


class Sighting(Value, frozen=True):
    """What a check saw of a component's trouble while an incident lasted: the first sign, and once more the worse."""

    component: str
    probe: str
    name: str  # the probe's
    location: str
    outcome: Outcome
    at: Instant  # the first sign may be older than the incident


class IncidentSummary(Value, frozen=True):
    """An incident with what follows from it; ``impacts`` are the spans of each component it spoke of."""

    incident: Incident
    active: bool
    resolved_at: Instant | None
    impacts: tuple[tuple[str, tuple[Span, ...]], ...]
    next_at: Instant | None  # the promised next update, while active
    evidence: tuple[Sighting, ...] = ()  # in the order in which it was seen


class MaintenanceSummary(Value, frozen=True):
    maintenance: Maintenance
    status: MaintenanceStatus


class Note(Value, frozen=True):
    """Something that readers must be told about the data itself; ``wording`` has the sentences."""

    kind: Literal["unchecked", "offline", "inconclusive", "stale", "unknown"]
    at: Instant | None = None
    age: Millis | None = None


class Summary(Value, frozen=True):
    """The one truth that pages, feeds, API and notifications are views of. Private components are not in it."""

    generated_at: Instant
    data_as_of: Instant | None  # newest accepted observation
    valid_until: Instant | None  # after this nobody may call the data current
    fresh: bool
    notes: tuple[Note, ...]  # about the data itself
    status: Status
    indicator: str  # none minor major critical maintenance unknown
    headline: str  # one of Statuspage's seven texts, or "Current State Unknown"
    since: Instant | None
    next_check: Instant | None
    tree: tuple[str, ...]  # top-level component and group ids in order
    groups: Mapping[str, GroupSummary]
    components: Mapping[str, ComponentSummary]
    incidents: tuple[IncidentSummary, ...]  # newest first
    maintenances: tuple[MaintenanceSummary, ...]  # by start
    changes: tuple[StatusChange, ...]  # newest first, at most 100


# ---------------------------------------------------------------------------------------------------------------- pages


class Text(Value, frozen=True):
    """Markdown that a page will show. ``profile``: ``incident`` (raw HTML off) or ``guide``."""

    profile: str
    text: str
    path: str = ""  # the file it is from, for problems
    line: int = 1
    spliced: tuple[Spliced, ...] = ()  # likewise, where it includes files


class Marked(Value, frozen=True):
    """A fenced block that is bound to a test."""

    id: str  # a digest of what it says, and of what prepares for it
    language: str
    test: str  # a schema's or a probe's name, ``setup``, or "" where it is only run
    source: str
    line: int  # of its fence, from 0
    title: str = ""
    deadline: str = ""

    @property
    def prepares(self) -> bool:
        """Whether it is none itself: it prepares for those after it."""
        return self.test == "setup"


class Converted(Value, frozen=True):
    """Markdown as sanitised HTML."""

    html: str
    headings: tuple[tuple[int, str, str], ...] = ()  # (level, anchor, text)
    links: tuple[str, ...] = ()
    problem: str = ""  # why the text is shown as plain text instead; "" if it converted
    images: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()  # other anchors than those of headings
    said: tuple[tuple[str, str], ...] = ()  # what readers of the problems must be told: (kind, words of the text)
    marked: tuple[Marked, ...] = ()  # blocks that are bound to tests, in order


class Page(Value, frozen=True):
    """A file of the site before it is rendered. Its bytes are a function of ``renderer`` and ``view`` alone."""

    path: str  # relative to the site, posix: ``incidents/ID/index.html``
    renderer: str  # a template (``incident.html``), or a name in ``render.RENDERERS`` (``history.rss``)
    view: Any  # a frozen dataclass that msgspec can encode: it is the cache key
    texts: tuple[Text, ...] = ()  # the Markdown in the view, so that it can be converted in bulk beforehand
    seal: bytes = b""  # a digest of the view, where the plan has one: of views that several pages share
    parts: Callable[[], Iterable[Page]] | None = None  # the pages that it holds; the view has their digest


class Output(Value, frozen=True):
    """A file of the site. ``body`` is called only where ``digest`` (SHA-256, hex) is not already on disk."""

    path: str
    digest: str
    body: Callable[[], bytes]


class Stage(Value, frozen=True):
    """One stage of the road, as the report shows it."""

    name: str
    millis: float
    note: str = ""


class BuildReport(Value, frozen=True):
    """What a build did: printed for people, ``--json`` for CI."""

    exit_code: int
    generated_at: Instant
    headline: str = ""
    note: str = ""
    stages: tuple[Stage, ...] = ()
    problems: tuple[Problem, ...] = ()
    written: tuple[str, ...] = ()  # paths
    unchanged: int = 0
    removed: tuple[str, ...] = ()  # paths
    components: tuple[tuple[str, Status, str], ...] = ()  # (name, status, reason) of those not operational
