"""What readers find on each kind of page, in words."""

from __future__ import annotations

import re

from msgspec.structs import replace

from statuary.instants import DAY, HOUR, MINUTE
from statuary.model import Impact, MaintenanceStatus, Note, Outcome, Status
from support_pages import NOW, busy, calm, component, incident, maintenance, probe, rendered, summary, text_of, uptimes


def words(path: str = "index.html", **site: object) -> str:
    return text_of(rendered(*busy(), **site)[path])


# ----------------------------------------------------------------------------------------------------------------- home


def test_a_calm_home_says_operational_only_with_its_time() -> None:
    page = text_of(rendered(calm(3))["index.html"])
    assert "Operational as of 21:38 UTC 22 Nov 2026 For 8 d 23 h, since 13 Nov 2026, 21:40 UTC." in page
    assert "all systems" not in page.lower()


def test_the_title_carries_the_state_and_its_time() -> None:
    page = rendered(*busy())["index.html"].decode()
    assert "<title>Minor service outage as of 21:38 UTC 22 Nov 2026 \N{EN DASH} Example Status</title>" in page


def test_what_is_affected_stands_before_everything_else() -> None:
    assert (
        "Affected now Checkout Partial outage since 13 Nov 2026, 21:40 UTC "
        "API Degraded performance since 13 Nov 2026, 21:40 UTC Identified · Major impact Slow checkout"
    ) in words()


def test_an_open_incident_is_told_in_full_newest_first() -> None:
    assert (
        "Slow checkout Began 22 Nov 2026, 20:05 UTC Next update by 22 Nov 2026, 22:00 UTC. "
        "Checkout Partial outage API Degraded performance "
        "Identified 22 Nov 2026, 20:30 UTC A bad index after this morning's migration. We are rebuilding it. "
        "Investigating 22 Nov 2026, 20:05 UTC We see slow responses on checkout."
    ) in words().replace("&#39;", "'")


def test_a_promise_that_was_not_kept_is_named() -> None:
    late = incident(("investigating", NOW - HOUR, "Text."), next_at=NOW - MINUTE)
    page = text_of(rendered(summary([component()], incidents=[late]))["index.html"])
    assert "The next update was promised for 22 Nov 2026, 21:39 UTC and is late." in page


def test_old_updates_of_a_long_incident_are_folded_away() -> None:
    updates = [("investigating", NOW - (40 - n) * MINUTE, f"Update {n}.") for n in range(40)]
    page = rendered(summary([component()], incidents=[incident(*updates)]))["index.html"]
    assert "Update 37. 37 earlier updates Investigating" in text_of(page)


def test_what_was_not_observed_is_never_called_up() -> None:
    unseen = component(
        status=Status.unknown, letters="?" * 90, uptimes=uptimes(None, 0.0), since=None, reason="offline"
    )
    page = text_of(rendered(summary([unseen]))["index.html"])
    assert "Current state unknown as of" in page
    assert "1 component could not be observed." in page
    assert "API Unknown no data no data no data · the prober was offline" in page
    assert "100%" not in page


def test_uptime_with_gaps_names_how_much_was_observed() -> None:
    page = text_of(rendered(summary([component(uptimes=uptimes(1.0, 0.964))]))["index.html"])
    assert "100% uptime in the 96.40% observed" in page


def test_the_note_about_the_data_is_shown() -> None:
    shown = summary([component()], notes=(Note("offline", at=NOW),))
    assert "The prober was offline at 22 Nov 2026, 21:40 UTC: nothing" in text_of(rendered(shown)["index.html"])


def test_a_large_group_is_closed_while_all_is_well() -> None:
    assert b"<details open>" not in rendered(calm(50))["index.html"]


def test_a_group_with_trouble_opens_itself() -> None:
    shown = calm(50)
    troubled = replace(shown.groups["group-2"], status=Status.partial_outage)
    page = rendered(replace(shown, groups={**shown.groups, "group-2": troubled}))["index.html"].decode()
    assert ["Group 2"] == re.findall(r"<details open><summary><span><bdi>([^<]*)", page)


def test_planned_work_is_announced() -> None:
    assert "Maintenance now Database upgrade 22 Nov 2026, 21:20 to 22:20 UTC · In progress · Website" in words()
    assert "Planned maintenance Network works 24 Nov 2026, 21:40 to 23:40 UTC · Scheduled · API, Website" in words()


def test_the_last_changes_and_checks_are_told() -> None:
    page = words()
    assert "Latest changes 22 Nov 2026, 20:05 UTC Checkout Partial outage" in page
    assert "Last check 22 Nov 2026, 21:38 UTC. Next check due 22 Nov 2026, 21:43 UTC." in page
    assert "do not rely on it after 22 Nov 2026, 21:53 UTC." in page


def test_times_follow_the_sites_zone() -> None:
    assert "Minor service outage as of 22:38 CET 22 Nov 2026" in words(time_zone="Europe/Berlin")


def discovered(page: bytes) -> list[tuple[str, str]]:
    return re.findall(r'<link rel="alternate" type="([^"]*)" title="[^"]*" href="([^"]*)"', page.decode())


def test_feeds_can_be_discovered() -> None:
    found = discovered(rendered(*busy())["docs/levqor/site/index.html"])
    assert [
        ("application/atom+xml", "../../../history.atom"),
        ("application/rss+xml", "../../../history.rss"),
        ("application/atom+xml", "../../../updates.atom"),
        ("application/rss+xml", "../../../updates.rss"),
        ("application/feed+json", "../../../updates.json"),
    ] == found


def test_every_page_announces_the_feeds_of_the_site() -> None:
    pages = {path: body for path, body in rendered(*busy()).items() if path.endswith(".html")}
    assert [] == [path for path, body in pages.items() if len(discovered(body)) < 5]


def test_a_component_announces_its_own_feeds_and_calendar_after_those_of_the_site() -> None:
    assert [
        ("application/atom+xml", "history.atom"),
        ("application/rss+xml", "history.rss"),
        ("application/atom+xml", "updates.atom"),
        ("application/rss+xml", "updates.rss"),
        ("application/feed+json", "updates.json"),
        ("text/calendar", "calendar.ics"),
    ] == discovered(rendered(*busy())["components/api/index.html"])[5:]


def test_the_page_of_feeds_leads_to_every_feed_and_calendar() -> None:
    files = rendered(*busy())
    links = set(re.findall(r'href="\.\./([^"]+\.(?:rss|atom|json|ics|opml))"', files["feeds/index.html"].decode()))
    followed = (".rss", ".atom", ".ics", ".opml", "updates.json")
    assert {path for path in files if path.endswith(followed)} <= links


def test_a_calendar_is_subscribed_to_by_its_own_kind_of_address() -> None:
    page = rendered(*busy())["feeds/index.html"].decode()
    assert 'href="webcal://status.example.com/groups/core/calendar.ics"' in page


def test_the_page_of_feeds_shows_the_newest_updates() -> None:
    page = text_of(rendered(*busy())["feeds/index.html"])
    assert "Newest updates In progress: Database upgrade 22 Nov 2026, 21:20 UTC Identified: Slow checkout" in page
    assert "There is no news yet." in text_of(rendered(calm(1))["feeds/index.html"])


# ------------------------------------------------------------------------------------------------------------ component


def test_a_component_says_its_state_and_why() -> None:
    assert (
        "Core API Degraded performance as of 21:38 UTC 22 Nov 2026 Answered 503. Since 13 Nov 2026, 21:40 UTC."
    ) in words("components/api/index.html")


def test_uptime_is_given_over_five_windows_with_coverage_and_bounds() -> None:
    page = text_of(rendered(summary([component(uptimes=uptimes(0.99932, 0.964))]))["components/api/index.html"])
    for window in ("24 hours", "7 days", "30 days", "90 days", "1 year"):
        assert f"{window} 99.93% 42 min 96.40% 96.33% and 99.93%" in page


def test_a_probe_is_told_in_words() -> None:
    assert (
        "login Degraded Answered slowly in 84.2 ms, 22 Nov 2026, 21:38 UTC. HTTP, every 5 min. "
        "Its certificate is valid for 41 days more. Name 4 ms Connect 11 ms TLS 22 ms First byte 84.2 ms Total 90 ms"
    ) in words("components/api/index.html")


def test_a_probe_that_was_not_asked_lately_has_no_answer_that_took_time() -> None:
    files = rendered(summary([component(probes=(probe(outcome=Outcome.unknown, reason="stale", latency=84.2),))]))
    said = "Not checked lately. Last checked 22 Nov 2026, 21:38 UTC."
    assert said in text_of(files["components/api/index.html"])
    assert b"not checked lately\n" in files["components/api/index.md"]


def test_an_expired_certificate_is_called_so() -> None:
    shown = summary([component(probes=(probe(certificate_until=NOW - 1),))])
    assert "Its certificate has expired." in text_of(rendered(shown)["components/api/index.html"])


def test_the_charts_have_their_numbers_in_a_table() -> None:
    page = words("components/api/index.html")
    assert "As a table Hour from Median 95th percentile 99th percentile Checks 22 Nov 2026, 21:00 UTC" in page


def test_a_component_names_its_incidents_work_and_guides() -> None:
    page = words("components/api/index.html")
    assert "Slow checkout 22 Nov 2026, 20:05 UTC · Identified · Major impact" in page
    assert "Maintenance Network works" in page
    assert "Guides Monitoring" in page


# --------------------------------------------------------------------------------------------- incident and maintenance


def test_a_resolved_incident_tells_how_long_it_took() -> None:
    assert (
        "Incident · Critical impact Errors on the API Resolved after 1 h 23 min: 14 Oct 2026, 21:40 to 23:03 UTC."
    ) in words("incidents/errors/index.html")


def test_an_incident_shows_what_each_component_went_through() -> None:
    assert ("Component Status API Major outage 14 Oct 2026, 21:40 to 23:03 UTC") in words("incidents/errors/index.html")


def test_updates_keep_the_anchors_that_feeds_link_to() -> None:
    page = rendered(*busy())["incidents/slow-checkout/index.html"].decode()
    assert ["u-2", "u-1"] == re.findall(r'<li id="(u-\d+)">', page)


def test_an_update_of_the_future_is_not_told_yet() -> None:
    item = incident(("investigating", NOW - HOUR, "Now."), ("resolved", NOW + HOUR, "Tomorrow's words."))
    page = rendered(summary([component()], incidents=[replace(item, active=True)]))[
        "incidents/slow-checkout/index.html"
    ]
    assert b"words" not in page
    assert b'id="u-1"' in page
    assert "Investigating. Began" in text_of(page)


def test_planned_work_says_when_what_and_where_it_stands() -> None:
    assert (
        "Maintenance · In progress Database upgrade 22 Nov 2026, 21:20 to 22:20 UTC (1 h). "
        "Announced 19 Nov 2026, 21:40 UTC. Affected components: Website We move to a newer version. "
        "Writes pause for a minute. "
        "Updates In progress 22 Nov 2026, 21:20 UTC We have begun."
    ).replace(" .", ".") in words("maintenance/database/index.html")


def test_cancelled_work_is_called_cancelled() -> None:
    shown = summary([component()], maintenances=[maintenance(NOW + DAY, status=MaintenanceStatus.cancelled)])
    assert "Maintenance · Cancelled" in text_of(rendered(shown)["maintenance/database/index.html"])


def test_an_update_that_names_a_component_readers_may_not_know_says_nothing_of_it() -> None:
    work = maintenance(NOW - HOUR, 2 * HOUR, MaintenanceStatus.in_progress, ("in_progress", NOW - HOUR, "Begun."))
    update = replace(work.maintenance.updates[0], components=(("vault", Status.under_maintenance),))
    work = replace(work, maintenance=replace(work.maintenance, updates=(update,)))
    page = rendered(summary([component()], maintenances=[work]))["maintenance/database/index.html"]
    assert b"vault" not in page


# ------------------------------------------------------------------------------------------------------ history, guides


def test_history_lists_every_month_with_its_counts() -> None:
    assert "By month November 2026 1 incident, 1 maintenance October 2026 1 incident" in words("history/index.html")


def test_a_month_lists_what_happened_in_it() -> None:
    page = words("history/2026-10/index.html")
    assert "October 2026 Incidents Errors on the API 14 Oct 2026, 21:40 UTC · Resolved after 1 h 23 min" in page


def test_a_guide_knows_its_place() -> None:
    page = rendered(*busy())["docs/levqor/monitoring/index.html"].decode()
    assert '<a href="../../../docs/levqor/monitoring/" aria-current="page"><bdi>Monitoring</bdi></a>' in page
    assert '<a rel="prev" href="../../../docs/levqor/"><bdi>Levqor</bdi></a>' in page
    assert '<a rel="next" href="../../../docs/levqor/site/"><bdi>The site</bdi></a>' in page


def test_a_page_links_to_its_source() -> None:
    page = rendered(*busy(), repository="https://code.example.com/status")["docs/levqor/site/index.html"].decode()
    assert '<a href="https://code.example.com/status/blob/HEAD/content/guides/levqor/site.md">' in page


def test_a_page_that_does_not_exist_links_from_the_sites_own_base() -> None:
    page = rendered(*busy(), url="https://example.com/status")["404.html"].decode()
    assert '<meta name="robots" content="noindex">' in page
    assert '<a href="/status/history/">' in page
    assert 'href="../' not in page


def test_impact_none_is_not_dramatised() -> None:
    quiet = incident(("resolved", NOW - DAY, "Text."), impact=Impact.none)
    page = text_of(rendered(summary([component()], incidents=[quiet]))["index.html"])
    assert "Slow checkout 21 Nov 2026, 21:40 UTC · Resolved after 0 s" in page


# ---------------------------------------------------------------------------------------------- objectives and evidence


def test_an_error_budget_says_what_is_left_of_it() -> None:
    assert (
        "Objective 99.90% uptime over 30 days. Of the error budget of 43 min, 31 min are used and 12 min are left. "
        "2 h were not observed and are not counted."
    ) in words("components/api/index.html")


def test_a_spent_error_budget_says_so() -> None:
    assert "The error budget of 21 min is used up: there were 42 min of outage." in words("components/web/index.html")


def test_a_component_without_an_objective_has_none() -> None:
    assert "Objective" not in words("components/mail/index.html")


def test_an_incident_names_the_checks_that_saw_it() -> None:
    assert (
        "Evidence What the checks of this site saw of it themselves. 22 Nov 2026, 20:03 UTC Checkout pay Down "
        "22 Nov 2026, 20:06 UTC API login Degraded from fra1"
    ) in words("incidents/slow-checkout/index.html")


def test_an_incident_leads_to_the_guides_of_its_components() -> None:
    assert "Guides Monitoring" in words("incidents/errors/index.html")


def test_an_update_that_came_late_says_what_was_promised() -> None:
    assert "Promised for 14 Oct 2026, 22:10 UTC; it came 22 min later. A full disk." in words(
        "incidents/errors/index.html"
    )


def test_every_update_has_an_address_of_its_own() -> None:
    page = rendered(*busy())["incidents/errors/index.html"].decode()
    assert [4, 3, 2, 1] == [int(n) for n in re.findall(r'<li id="u-(\d)"', page)]
    assert ["4", "3", "2", "1"] == re.findall(r'href="#u-(\d)"', page)


def test_a_postmortem_is_set_apart() -> None:
    assert '<li id="u-4" class="post">' in rendered(*busy())["incidents/errors/index.html"].decode()
