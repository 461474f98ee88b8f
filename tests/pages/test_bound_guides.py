"""Guides that are about components say how they are, and what to do while they are not as they should be."""

from __future__ import annotations

import re

import pytest
from markupsafe import Markup
from msgspec.structs import replace

from statuary.checking import checked
from statuary.instants import HOUR
from statuary.kinds import INTEGRATIONS
from statuary.model import Content, Guide, Impact, IncidentSummary, Source, Status, Summary, Translation
from statuary.options import settle
from statuary.pages import plan
from statuary.render import Context
from statuary.volumes import unbound
from support_pages import (
    NOW,
    PlainConverter,
    component,
    config,
    guide,
    incident,
    planned,
    rendered,
    summary,
    text_of,
    theme,
)

PAY = guide("pay", "Pay", components=("checkout",))
PLAIN = guide("plain", "Plain")
LOGIN = guide("login", "Log in", components=("login", "hidden"))
CONTENT = Content(guides=(PAY, LOGIN, PLAIN))


def troubled(
    *updates: tuple[str, int, str], way: str = "Use *cards*.", impact: Impact = Impact.major
) -> IncidentSummary:
    said = updates or (("investigating", NOW - HOUR, "We look into it."),)
    made = incident(*said, components={"checkout": Status.partial_outage}, impact=impact)
    return replace(made, incident=replace(made.incident, workaround=way))


def world(*incidents: IncidentSummary) -> Summary:
    own = component("checkout", "Checkout", Status.partial_outage if incidents else Status.operational)
    return summary([own, component("login", "Login")], incidents=incidents)


def test_a_guide_says_how_its_components_are_and_as_of_when() -> None:
    assert "Pay Checkout Operational as of 21:38 UTC 22 Nov 2026 Text." in text_of(
        rendered(world(), CONTENT)["docs/pay/index.html"]
    )


def test_a_guide_about_nothing_is_settled_and_the_others_are_live() -> None:
    pages = planned(world(), CONTENT)
    assert {"pay": NOW, "login": NOW, "plain": None} == {
        name: pages[f"docs/{name}/index.html"].view.stamps.generated_at for name in ("pay", "login", "plain")
    }


def test_a_guide_about_private_components_alone_says_nothing_of_them() -> None:
    content = Content(guides=(guide("a", "A", components=("hidden",)),))
    view = planned(world(), content)["docs/a/index.html"].view
    assert ((), (), None) == (view.components, view.alerts, view.stamps.generated_at)


def test_an_open_incident_and_its_workaround_are_on_exactly_the_guides_it_concerns() -> None:
    pages = rendered(world(troubled()), CONTENT)
    assert (
        "Open incident · Investigating Slow checkout Began 22 Nov 2026, 20:40 UTC Workaround Use *cards*."
        in text_of(pages["docs/pay/index.html"])
    )
    bannered = {
        path for path, body in pages.items() if re.match(r"docs/.*\.(html|md)$", path) and b"Slow checkout" in body
    }
    assert {"docs/pay/index.html", "docs/pay/index.md"} == bannered


def test_once_it_is_over_guides_say_nothing_of_it() -> None:
    over = troubled(("investigating", NOW - 2 * HOUR, "Hm."), ("resolved", NOW - HOUR, "Well."))
    assert () == planned(world(over), CONTENT)["docs/pay/index.html"].view.alerts


def test_an_incident_without_a_workaround_promises_none() -> None:
    assert b"Workaround" not in rendered(world(troubled(way="")), CONTENT)["docs/pay/index.html"]


@pytest.mark.parametrize(
    ("updates", "heading"),
    [
        ((), "Workaround"),
        ((("investigating", NOW - 2, "Hm."), ("resolved", NOW - 1, "Well.")), "Workaround while it lasted"),
    ],
)
def test_the_incidents_own_page_keeps_its_workaround(updates: tuple[tuple[str, int, str], ...], heading: str) -> None:
    page = rendered(world(troubled(*updates)))["incidents/slow-checkout/index.html"]
    assert f'<h2 id="workaround">{heading}</h2>' in page.decode()
    assert f"{heading} Use *cards*." in text_of(page)


def test_a_workaround_is_converted_in_bulk_with_what_else_the_page_shows() -> None:
    pages = planned(world(troubled()), CONTENT)
    for path in ("docs/pay/index.html", "incidents/slow-checkout/index.html"):
        assert "Use *cards*." in [text.text for text in pages[path].texts if text.profile == "incident"]


def test_a_workaround_is_shown_in_the_language_of_the_page_where_it_is_translated() -> None:
    one = troubled()
    said = Translation("en-GB", "Langsam", "", Source("x", "0"), workaround="Karte nehmen.")
    translated = replace(one, incident=replace(one.incident, translations=(said,)))
    untranslated = replace(one, incident=replace(one.incident, id="other", translations=()))
    view = planned(world(translated, untranslated), CONTENT, languages=["en-GB"])["en-GB/docs/pay/index.html"].view
    assert [("Karte nehmen.", ""), ("Use *cards*.", "en")] == [
        (alert.workaround, alert.workaround_language) for alert in view.alerts
    ]


def test_a_guide_names_the_files_its_values_come_from() -> None:
    files = ("config/scale.json", "config/site.yaml")
    content = Content(guides=(replace(PLAIN, files=files),))
    page = rendered(world(), content, repository="https://git.example.com/status")["docs/plain/index.html"]
    assert "Values on this page come from: config/scale.json, config/site.yaml" in text_of(page)
    assert b'href="https://git.example.com/status/blob/HEAD/config/scale.json"' in page


# ------------------------------------------------------------------------------------------------------------- feedback


def asking(endpoint: str | None, *guides: Guide) -> dict[str, str]:
    shown = world()
    support = checked(INTEGRATIONS["support"].Options, {"feedback": {"endpoint": endpoint} if endpoint else None})
    settings = replace(config(shown), integrations={"support": settle(support)})
    look = Context(theme(), PlainConverter())  # type: ignore[arg-type]
    about = Guide("about", "About", "Us.", Source("content/pages/about.md", "0"))
    pages = tuple(unbound(plan(shown, Content(guides=guides, pages=(about,)), settings, theme())))
    return {page.path: look.write(page).decode() for page in pages if page.path.endswith(".html")}


def test_nobody_is_asked_whether_a_page_was_helpful_where_nobody_takes_the_answer() -> None:
    pages = asking(None, PAY, PLAIN)
    assert ["docs/ui/index.html"] == [path for path, page in pages.items() if "<form" in page]  # a sample


def test_guides_ask_where_the_site_names_who_takes_the_answer() -> None:
    pages = asking("https://forms.example.com/f/1?a=b&c", PAY, PLAIN)
    assert {"docs/pay/index.html", "docs/plain/index.html"} == {
        path for path, page in pages.items() if "<form" in page and path != "docs/ui/index.html"
    }
    form = pages["docs/pay/index.html"]
    assert 'method="post" action="https://forms.example.com/f/1?a=b&amp;c"' in form
    assert 'name="page" value="https://status.example.com/docs/pay/"' in form


def test_the_policy_lets_the_form_go_there_and_no_other_page_send_anything() -> None:
    pages = asking("https://forms.example.com/f/1", PAY)
    policies = {
        path: Markup(page.partition('Policy" content="')[2].partition('"')[0]).unescape()
        for path, page in pages.items()
    }
    widened = {path for path, policy in policies.items() if "form-action 'none'" not in policy}
    assert {"docs/pay/index.html"} == widened
    assert "; form-action https://forms.example.com; " in policies["docs/pay/index.html"]
