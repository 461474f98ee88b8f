"""A run judged: tables of literal worlds."""

from __future__ import annotations

from statuary.model import Outcome, Phases, ProbeResult, ProbeRun
from statuary.probing import judge

AT = 1_800_000_000_000
NOTHING = Phases()
ANSWERED = Phases(connect=1.0, first_byte=2.0)
LOOKED_UP = Phases(dns=1.0, connect=1.0, first_byte=2.0)


def result(probe: str, outcome: str, reason: str = "timeout", phases: Phases = NOTHING) -> ProbeResult:
    return ProbeResult(probe, "default", AT, Outcome(outcome), reason, phases=phases)


def up(probe: str, phases: Phases = LOOKED_UP) -> ProbeResult:
    return result(probe, "up", "ok", phases)


def judged(*results: ProbeResult, canaries: tuple[ProbeResult, ...] = (), was: str = "up", **more: object) -> ProbeRun:
    previous = {(r.probe, "default"): Outcome(was) for r in results}
    return judge(ProbeRun(AT, "default", results), canaries, previous, **more)  # type: ignore[arg-type]


def told(run: ProbeRun) -> list[str]:
    return [f"{r.outcome} {r.reason}{' held' if r.held else ''}" for r in run.results]


def test_a_good_run_stays_what_it_is() -> None:
    run = judged(up("a"), up("b"))
    assert ("ok", "", ["up ok", "up ok"]) == (run.verdict, run.reason, told(run))


def test_one_failure_among_good_ones_counts() -> None:
    assert ["down timeout", "up ok"] == told(judged(result("a", "down"), up("b")))


def test_without_network_the_run_is_offline_and_says_nothing_of_services() -> None:
    run = judged(result("a", "unknown", "network"), result("b", "down", "connect_timeout"))
    assert ("offline", ["unknown network", "unknown offline"]) == (run.verdict, told(run))
    assert "the prober was offline" == run.reason


def test_one_answer_from_the_network_is_not_offline() -> None:
    run = judged(result("a", "unknown", "network"), result("b", "down", "http_500", ANSWERED))
    assert ("ok", ["unknown network", "down http_500"]) == (run.verdict, told(run))


def test_an_answering_canary_is_not_offline() -> None:
    run = judged(result("a", "unknown", "network"), canaries=(up("c"),))
    assert "ok" == run.verdict


def test_what_needs_no_network_keeps_its_answer_in_an_offline_run() -> None:
    run = judged(result("a", "unknown", "network"), result("job", "down", "heartbeat_late"), hosts={"job": ""})
    assert ("offline", ["unknown network", "down heartbeat_late"]) == (run.verdict, told(run))


def test_a_failed_lookup_counts_where_another_name_could_be_looked_up() -> None:
    assert ["down dns_failed", "up ok"] == told(judged(result("a", "down", "dns_failed"), up("b")))


def test_a_failed_lookup_counts_where_a_canary_could_be_looked_up() -> None:
    assert ["down dns_timeout"] == told(judged(result("a", "down", "dns_timeout"), canaries=(up("c"),)))


def test_a_failed_lookup_counts_where_a_name_that_surely_exists_was_found() -> None:
    assert ["down dns_nxdomain"] == told(judged(result("a", "down", "dns_nxdomain"), names_resolve=True))


def test_a_failed_lookup_is_the_resolvers_where_it_answered_nobody() -> None:
    run = judged(result("a", "down", "dns_timeout"), up("b", ANSWERED))
    assert ("ok", ["unknown resolver", "up ok"]) == (run.verdict, told(run))


def test_everything_and_every_canary_failing_is_inconclusive() -> None:
    run = judged(
        result("a", "down"),
        result("b", "down", "http_500", ANSWERED),
        canaries=(result("c", "down"), result("d", "down")),
    )
    assert ("inconclusive", ["unknown inconclusive", "unknown inconclusive"]) == (run.verdict, told(run))


def test_one_good_canary_of_three_vouches_for_the_network() -> None:
    canaries = (result("c", "down"), result("d", "unknown", "network"), up("e"))
    run = judged(result("a", "down"), canaries=canaries)
    assert ("ok", ["down timeout"]) == (run.verdict, told(run))


def test_canaries_down_alone_change_nothing_good() -> None:
    run = judged(up("a"), up("b"), canaries=(result("c", "down"),))
    assert ("ok", ["up ok", "up ok"]) == (run.verdict, told(run))


def test_a_new_failure_that_no_canary_vouches_for_is_held() -> None:
    assert ["down timeout held", "up ok"] == told(judged(result("a", "down"), up("b"), canaries=(result("c", "down"),)))


def test_a_known_failure_is_not_held() -> None:
    run = judged(result("a", "down"), up("b"), canaries=(result("c", "down"),), was="down")
    assert ["down timeout", "up ok"] == told(run)


def test_a_canary_that_was_not_asked_in_time_says_nothing() -> None:
    run = judged(result("a", "down"), canaries=(result("c", "unknown", "not_run"),))
    assert ("ok", ["down timeout"]) == (run.verdict, told(run))


def test_more_than_half_of_the_hosts_turning_bad_at_once_are_held() -> None:
    bad = [result(probe, "down", "http_500", ANSWERED) for probe in "abc"]
    assert ["down http_500 held"] * 3 + ["up ok"] * 2 == told(judged(*bad, up("d"), up("e")))


def test_half_of_the_hosts_are_not_more_than_half() -> None:
    bad = [result(probe, "down", "http_500", ANSWERED) for probe in "abc"]
    assert ["down http_500"] * 3 == told(judged(*bad, up("d"), up("e"), up("f")))[:3]


def test_two_hosts_are_too_few_for_a_mass_failure() -> None:
    bad = [result(probe, "down", "http_500", ANSWERED) for probe in "ab"]
    assert ["down http_500"] * 2 == told(judged(*bad))


def test_many_probes_of_one_host_are_one_host() -> None:
    bad = [result(probe, "down", "http_500", ANSWERED) for probe in "abcd"]
    hosts = dict.fromkeys("abcd", "api.example.com")
    assert ["down http_500"] * 4 == told(judged(*bad, hosts=hosts))


def test_hosts_that_were_down_before_are_no_mass_failure() -> None:
    bad = [result(probe, "down", "http_500", ANSWERED) for probe in "abc"]
    assert ["down http_500"] * 3 == told(judged(*bad, was="down"))


def test_a_run_of_what_needs_no_network_is_neither_offline_nor_inconclusive() -> None:
    run = judged(result("job", "down", "heartbeat_late"), canaries=(result("c", "down"),), hosts={"job": ""})
    assert ("ok", ["down heartbeat_late"]) == (run.verdict, told(run))


def test_judging_changes_nothing_that_it_was_given() -> None:
    given = ProbeRun(AT, "default", (result("a", "unknown", "network"), result("b", "down")))
    judge(given, (), {})
    assert "down timeout" == told(given)[1]
