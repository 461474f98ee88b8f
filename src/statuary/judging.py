"""A whole run judged: was it the services that failed, or the prober? Pure.

* *offline*: nothing on the network answered, and our own machine says that it has no network or no name server.
* *inconclusive*: every probe that needs the network failed, and so did every canary (an unrelated service).
* A failed lookup counts against a service only if some other name could be looked up in the same run: where there is
  no network, some resolvers say nothing, and some that no name exists.
* *held*: a new failure asks for one more round when no canary vouches for the network, or when more than half of the
  unrelated hosts (at least three) turned bad at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from statuary.model import Outcome, ProbeResult, ProbeRun, Series

_NO_NETWORK = {"network", "resolver"}
_LOOKUP_FAILED = {"dns_timeout", "dns_failed", "dns_nxdomain"}
_GOOD = (Outcome.up, Outcome.degraded)
_MANY = 3


def judge(
    run: ProbeRun,
    canaries: Sequence[ProbeResult],
    previous: Mapping[Series, Outcome],
    hosts: Mapping[str, str] | None = None,
    *,
    names_resolve: bool = False,
) -> ProbeRun:
    """The run with its verdict. ``hosts``: whom each probe asks, by default its id; ``""`` where it needs no network.

    ``names_resolve``: a name that surely exists could be looked up.
    """
    places = hosts or {}
    results = run.results
    if not (names_resolve or lookups_worked([*results, *canaries])):
        results, canaries = _blame_resolver(results), _blame_resolver(canaries)
    canaries = [result for result in canaries if result.reason != "not_run"]
    remote = [result for result in results if places.get(result.probe, result.probe) and result.reason != "not_run"]
    if _offline([*remote, *canaries]):
        return _void(run, results, remote, "offline", "the prober was offline")
    vouched = any(result.outcome in _GOOD for result in canaries)
    if canaries and remote and not vouched and not any(result.outcome in _GOOD for result in remote):
        return _void(run, results, remote, "inconclusive", "neither the services nor the canaries answered")
    bad = {result.probe for result in remote if _turned_bad(result, previous)}
    asked = {places.get(result.probe, result.probe) for result in remote}
    fell = {places.get(probe, probe) for probe in bad}
    suspicious = (bool(canaries) and not vouched) or (len(fell) >= _MANY and 2 * len(fell) > len(asked))
    if suspicious:
        results = tuple(replace(result, held=True) if result.probe in bad else result for result in results)
    return replace(run, results=tuple(results))


def lookups_failed(results: Iterable[ProbeResult]) -> bool:
    """Whether some name could not be looked up."""
    return any(result.reason in _LOOKUP_FAILED for result in results)


def lookups_worked(results: Iterable[ProbeResult]) -> bool:
    """Whether some name could."""
    return any(result.phases.dns is not None for result in results)


def _blame_resolver(results: Iterable[ProbeResult]) -> tuple[ProbeResult, ...]:
    return tuple(
        replace(result, outcome=Outcome.unknown, reason="resolver") if result.reason in _LOOKUP_FAILED else result
        for result in results
    )


def _offline(asked: Sequence[ProbeResult]) -> bool:
    lacking = any(result.outcome is Outcome.unknown and result.reason in _NO_NETWORK for result in asked)
    return lacking and not any(_answered(result) for result in asked)


def _answered(result: ProbeResult) -> bool:
    """Whether anything came back from the network."""
    phases = result.phases
    return phases.connect is not None or phases.first_byte is not None or result.reason == "refused"


def _turned_bad(result: ProbeResult, previous: Mapping[Series, Outcome]) -> bool:
    before = previous.get((result.probe, result.location), Outcome.unknown)
    return result.outcome is Outcome.down and before is not Outcome.down


def _void(
    run: ProbeRun, results: Iterable[ProbeResult], remote: Sequence[ProbeResult], verdict: str, reason: str
) -> ProbeRun:
    """The run in which what needed the network says nothing."""
    void = {result.probe for result in remote if result.outcome is not Outcome.unknown}
    judged = (
        replace(result, outcome=Outcome.unknown, reason=verdict) if result.probe in void else result
        for result in results
    )
    return replace(run, results=tuple(judged), verdict=verdict, reason=reason)
