"""Which checks saw an incident."""

from __future__ import annotations

from msgspec.structs import replace

from statuary.config import Component, Config
from statuary.instants import HOUR, MINUTE, Instant
from statuary.model import Content, History, Incident, Outcome, Sighting
from statuary.summary import summarise
from statuary.timeline import fold
from support_world import NOON, api, incident, probe, recorded, world

SITE = world(api())


def seen(history: History, told: Incident, config: Config = SITE, now: Instant = NOON) -> tuple[Sighting, ...]:
    content = Content((told,))
    return summarise(fold(history, content, config, now), history, content, config).incidents[0].evidence


def told(start: int, end: int, **said: str) -> Incident:
    """An incident from ``start`` to ``end`` minutes before noon."""
    updates = (("investigating", NOON - start * MINUTE, {}), ("resolved", NOON - end * MINUTE, {}))
    return incident(*updates, **(said or {"api": "major_outage"}))


def answers(letters: str) -> History:
    """What ``p`` was answered every five minutes until noon."""
    return recorded(p=letters)


def test_a_check_that_failed_meanwhile_is_evidence() -> None:
    found = seen(answers("uuuu" + "dddddd" + "uu"), told(30, 5))
    assert (Sighting("api", "p", "p", "default", Outcome.down, NOON - 35 * MINUTE),) == found


def test_a_first_sign_before_anybody_wrote_is_told_with_its_time() -> None:
    (found,) = seen(answers("uu" + "d" * 10), told(20, 5))
    assert NOON - 45 * MINUTE == found.at


def test_a_failure_that_was_over_before_is_no_evidence() -> None:
    assert () == seen(answers("ddd" + "u" * 9), told(30, 5))


def test_what_came_after_the_resolution_is_no_evidence() -> None:
    assert () == seen(answers("u" * 6 + "d" * 6), told(50, 28))


def test_a_first_sign_and_what_became_of_it_each_have_their_time() -> None:
    found = seen(answers("uuu" + "ggg" + "ddd" + "uuu"), told(50, 5))
    signs = [(one.outcome, one.at) for one in found]
    assert [(Outcome.degraded, NOON - 40 * MINUTE), (Outcome.down, NOON - 25 * MINUTE)] == signs


def test_what_became_better_is_said_once() -> None:
    (found,) = seen(answers("uuu" + "ddd" + "ggg" + "uuu"), told(50, 5))
    assert (Outcome.down, NOON - 40 * MINUTE) == (found.outcome, found.at)


def test_each_location_speaks_for_itself_in_the_order_of_its_first_sign() -> None:
    history = recorded(p__fra="u" * 8 + "dddd", p__sin="u" * 5 + "d" * 7, p__nyc="u" * 12)
    assert ["sin", "fra"] == [one.location for one in seen(history, told(20, 1))]


def test_checks_of_other_components_are_no_evidence() -> None:
    site = world(api(), Component("web", "Web"), probes=[probe("p", "web")])
    assert () == seen(answers("d" * 12), told(30, 5), site)


def test_a_check_that_is_not_public_is_not_named() -> None:
    secret = replace(probe("p", "api"), public=False)
    assert () == seen(answers("d" * 12), told(30, 5), world(api(), probes=[secret]))


def test_the_evidence_of_a_settled_incident_stays_whatever_comes_later() -> None:
    before = seen(answers("uuuu" + "dddddd" + "uu"), told(30, 10))
    later = recorded(p="uuuu" + "dddddd" + "uu" + "ddd" + "uuu")  # ends at noon, so half an hour later in all
    moved = told(60, 40)
    assert [(one.outcome, one.at - moved.started_at) for one in seen(later, moved)] == [
        (one.outcome, one.at - (NOON - 30 * MINUTE)) for one in before
    ]


def test_an_open_incident_gathers_evidence_until_now() -> None:
    open_ = incident(("investigating", NOON - HOUR, {}), api="major_outage")
    assert ["p"] == [one.probe for one in seen(answers("u" * 9 + "ddd"), open_)]


def test_nothing_recorded_is_no_evidence() -> None:
    assert () == seen(History(), told(30, 5))


def test_an_update_of_the_future_does_not_stretch_the_incident() -> None:
    future = incident(("investigating", NOON - HOUR, {}), ("resolved", NOON + HOUR, {}), api="major_outage")
    ahead = answers("u" * 9 + "ddd")
    assert seen(ahead, future) == seen(ahead, replace(future, updates=future.updates[:1]))
