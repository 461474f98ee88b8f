"""Many statuses as one: the page's state in Statuspage's seven texts, and one of our own for what nobody observed.

The table is Statuspage's, in its order; groups are not counted. Why unknown time has its own text: docs/decisions/0003.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from statuary.model import Impact, Status, Value, worst


class Rollup(Value, frozen=True):
    status: Status
    indicator: str  # none minor major critical maintenance unknown
    headline: str


OPERATIONAL = Rollup(Status.operational, "none", "All Systems Operational")
MAINTENANCE = Rollup(Status.under_maintenance, "maintenance", "Service Under Maintenance")
PARTLY_DEGRADED = Rollup(Status.degraded_performance, "minor", "Partially Degraded Service")
DEGRADED = Rollup(Status.degraded_performance, "minor", "Degraded System Service")
MINOR_OUTAGE = Rollup(Status.partial_outage, "minor", "Minor Service Outage")
PARTIAL_OUTAGE = Rollup(Status.partial_outage, "major", "Partial System Outage")
MAJOR_OUTAGE = Rollup(Status.major_outage, "critical", "Major System Outage")
UNKNOWN = Rollup(Status.unknown, "unknown", "Current State Unknown")

_BY_IMPACT = {Impact.minor: PARTLY_DEGRADED, Impact.major: PARTIAL_OUTAGE, Impact.critical: MAJOR_OUTAGE}


def roll_up(statuses: Iterable[Status], active: Iterable[Impact] = ()) -> Rollup:
    """The page's state from its components' statuses and the impacts of its active incidents.

    Known trouble comes first, counted among the components that are known. An active incident with an impact never
    stands under a calm headline, whatever the components say; and nothing unseen is ever called operational, nor is a
    site that watches nothing.
    """
    all_ = tuple(statuses)
    known = tuple(status for status in all_ if status is not Status.unknown)
    trouble = _trouble(known)
    if trouble:
        return trouble
    impact = max(active, key=list(Impact).index, default=Impact.none)
    if impact in _BY_IMPACT:
        return _BY_IMPACT[impact]
    if len(known) < len(all_) or not all_:
        return UNKNOWN
    return MAINTENANCE if Status.under_maintenance in known else OPERATIONAL


def _trouble(known: Sequence[Status]) -> Rollup | None:
    """The rows of the table that speak of trouble."""
    match worst(known), min(known, key=lambda status: status.rank, default=None):
        case Status.major_outage, Status.major_outage:
            return MAJOR_OUTAGE
        case (Status.major_outage, _) | (Status.partial_outage, Status.partial_outage):
            return PARTIAL_OUTAGE
        case Status.partial_outage, _:
            return MINOR_OUTAGE
        case Status.degraded_performance, Status.degraded_performance:
            return DEGRADED
        case Status.degraded_performance, _:
            return PARTLY_DEGRADED
    return None
