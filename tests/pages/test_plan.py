from __future__ import annotations

import pytest
from msgspec.structs import replace

from statuary.api.v2.ids import id12
from statuary.errors import Refused
from statuary.instants import DAY, HOUR, MINUTE
from statuary.memo import key
from statuary.model import Content, Guide, MaintenanceStatus, Page, Source, Summary
from statuary.summary import summarise
from statuary.theme import STYLE, load_theme
from statuary.timeline import fold
from support_pages import (
    NOW,
    NOWHERE,
    busy,
    calm,
    component,
    guide,
    incident,
    maintenance,
    odd_worlds,
    planned,
    rendered,
    summary,
)
from support_world import NOON, Component, recorded, world
from support_world import incident as written
from support_world import maintenance as work

FOLLOWED = ("", "groups/core/", *(f"components/{id_}/" for id_ in ("api", "checkout", "mail", "web")))
FILES = ("calendar.ics", "history.atom", "history.rss", "updates.atom", "updates.json", "updates.rss")


def test_every_address_of_a_small_site() -> None:
    pages = planned(*busy())
    assert {
        ".nojekyll",
        "404.html",
        "Caddyfile",
        "_headers",
        "_redirects",
        "about/index.html",
        "apple-touch-icon.png",
        "api/v1/components/api.json",
        "api/v1/components/checkout.json",
        "api/v1/components/mail.json",
        "api/v1/components/web.json",
        "api/v1/groups.json",
        "api/v1/incidents.json",
        "api/v1/incidents/errors.json",
        "api/v1/incidents/slow-checkout.json",
        "api/v1/maintenances.json",
        "api/v1/openapi.json",
        "api/v1/pulse.json",
        "api/v1/summary.json",
        "api/v2/components.json",
        "api/v2/incidents.json",
        "api/v2/incidents/unresolved.json",
        "api/v2/scheduled-maintenances.json",
        "api/v2/scheduled-maintenances/active.json",
        "api/v2/scheduled-maintenances/upcoming.json",
        "api/v2/status.json",
        "api/v2/summary.json",
        *(f"api/v2/incidents/{id12('incident', id_)}.json" for id_ in ("errors", "slow-checkout")),
        *(f"api/v2/scheduled-maintenances/{id12('maintenance', id_)}.json" for id_ in ("database", "network")),
        "components/api/index.html",
        "components/checkout/index.html",
        "components/mail/index.html",
        "components/web/index.html",
        "docs.epub",
        "docs.zip",
        "docs/index.html",
        "docs/levqor/index.html",
        "docs/levqor/monitoring/index.html",
        "docs/levqor/site/index.html",
        "docs/search.js",
        "docs/search/0.js",
        "docs/search/listed.js",
        "docs/ui/index.html",
        "embed/index.html",
        "embed/v1.0.js",
        "embed/v1.js",
        "embed/v1.json",
        "docs/v1/index.html",
        "docs/v1/levqor/index.html",
        "docs/v1/levqor/monitoring/index.html",
        "docs/v1/search.js",
        "docs/v1/search/0.js",
        "favicon.ico",
        "feeds.opml",
        "feeds/index.html",
        "firebase.json",
        "health.json",
        "history/2026-10/index.html",
        "history/2026-11/index.html",
        "history/index.html",
        "icon-192.png",
        "icon-512.png",
        "incidents/errors/index.html",
        "incidents/slow-checkout/index.html",
        "index.html",
        "index.txt",
        "llms-full.txt",
        "llms.txt",
        "maintenance/database/index.html",
        "maintenance/network/index.html",
        "metrics.txt",
        *(f"{folder}{file}" for folder in FOLLOWED for file in FILES),
        "nginx.conf",
        "robots.txt",
        "site.webmanifest",
        "sitemap.xml",
        "vercel.json",
    } == {
        path
        for path in pages
        if not path.startswith(("assets/", "badge")) and not path.endswith(("card.png", "index.md"))
    }


def test_assets_are_named_by_their_bytes() -> None:
    first, second = (load_theme(NOWHERE, brand).published(STYLE) for brand in ("#2f5fd0", "#aa3311"))
    assert first != second
    assert load_theme(NOWHERE).published(STYLE) in planned(calm(3))


def test_the_same_summary_gives_the_same_plan() -> None:
    assert planned(*busy()) == planned(*busy())


def test_every_text_that_a_page_shows_is_named_for_conversion() -> None:
    page = planned(*busy())["incidents/slow-checkout/index.html"]
    expected = ["We see slow responses on checkout.", page.view.incident.updates[0].text, page.view.workaround]
    assert expected == [text.text for text in page.texts]


def test_guides_without_an_index_get_one() -> None:
    files = rendered(calm(1), Content(guides=(guide("start", "First steps"),)))
    assert b'<a href="../docs/start/"><bdi>First steps</bdi></a>' in files["docs/index.html"]


def test_a_site_without_guides_has_no_docs_but_the_ui_guide() -> None:
    assert ["docs/ui/index.html"] == [path for path in planned(calm(1)) if path.startswith("docs/")]


def plain(path: str, file: str) -> Guide:
    return Guide(path, "Title", "Text.", Source(file, "0"))


def refusal(content: Content) -> str:
    with pytest.raises(Refused) as refused:
        planned(calm(1), content)
    return str(refused.value)


def test_two_pages_whose_addresses_differ_only_in_case_are_refused() -> None:
    content = Content(pages=(plain("about", "content/pages/about.md"), plain("About", "content/pages/About.md")))
    assert refusal(content) == (
        "content/pages/About.md: Its address /About/ is also that of content/pages/about.md. "
        "Give one of them another file name."
    )


def test_a_plain_page_cannot_take_an_address_of_the_site() -> None:
    content = Content(pages=(plain("history/old", "content/pages/history/old.md"),))
    assert refusal(content) == (
        "content/pages/history/old.md: The address /history/old/ is the site's own. Give the page another file name."
    )


def test_a_plain_page_cannot_be_the_first_page() -> None:
    assert "The site's first page is its status." in refusal(Content(pages=(plain("", "content/pages/index.md"),)))


def test_a_folder_where_a_file_has_to_be_is_refused() -> None:
    content = Content(pages=(plain("history.atom", "content/pages/history.atom.md"),))
    assert "The file history.atom would be where a folder has to be." in refusal(content)


def settled(pages: dict[str, Page]) -> dict[str, bytes]:
    return {
        path: key(page.renderer, page.view)
        for path, page in pages.items()
        if path.endswith(".html") and page.view.stamps.generated_at is None
    }


def seen(minutes: int) -> Summary:
    """A world with all kinds of pages, some minutes after noon, really folded and summarised."""
    config = world(Component("api", "API"))
    content = Content(
        incidents=(
            written(("investigating", NOON - HOUR, {}), id_="open", api="partial_outage"),
            written(
                ("investigating", NOON - 50 * DAY, {}), ("resolved", NOON - 49 * DAY, {}), id_="old", api="unknown"
            ),
        ),
        maintenances=(
            work(NOON - 60 * DAY, NOON - 60 * DAY + HOUR),
            replace(work(NOON + 60 * DAY, NOON + 61 * DAY), id="n"),
        ),
    )
    history = recorded(p="uuuu")
    return summarise(fold(history, content, config, NOON + minutes * MINUTE), history, content, config)


def test_pages_of_the_past_are_the_same_in_the_next_build() -> None:
    first, second = (settled(planned(seen(minutes), Content(guides=(guide("a", "A"),)))) for minutes in (0, 5))
    assert first == second
    assert {"404.html", "docs/a/index.html", "docs/index.html", "history/2026-09/index.html"} <= first.keys()
    assert {"incidents/old/index.html", "maintenance/m/index.html", "maintenance/n/index.html"} <= first.keys()


def test_pages_of_the_present_carry_all_three_stamps() -> None:
    pages = planned(*busy())
    live = {path for path, page in pages.items() if path.endswith(".html") and page.view.stamps.generated_at == NOW}
    assert {
        "components/api/index.html",
        "components/checkout/index.html",
        "components/mail/index.html",
        "components/web/index.html",
        "docs/levqor/monitoring/index.html",
        "history/2026-11/index.html",
        "history/index.html",
        "incidents/slow-checkout/index.html",
        "index.html",
        "maintenance/database/index.html",
        "maintenance/network/index.html",
    } == live
    assert all(pages[path].view.stamps.valid_until == NOW + 13 * MINUTE for path in live)


def test_a_settled_page_is_as_old_as_its_newest_fact() -> None:
    stamps = planned(*busy())["incidents/errors/index.html"].view.stamps
    assert (None, NOW - 36 * DAY, None) == (stamps.generated_at, stamps.data_as_of, stamps.valid_until)


def test_work_far_ahead_is_looked_at_again_a_week_before() -> None:
    shown = summary([component()], maintenances=[maintenance(NOW + 30 * DAY)])
    stamps = planned(shown)["maintenance/database/index.html"].view.stamps
    assert (None, NOW + 23 * DAY) == (stamps.generated_at, stamps.valid_until)


def test_an_archive_names_its_neighbours() -> None:
    months = [
        incident(("resolved", NOW - age * DAY, "Text."), id_=f"i{age}") for age in (10, 40, 100)
    ]  # November, October, August
    view = planned(summary([component()], incidents=months))["history/2026-10/index.html"].view
    assert ("August 2026", "November 2026") == (view.older.text, view.newer.text)


def test_planned_work_is_in_no_archive_before_it_begins() -> None:
    shown = summary([component()], maintenances=[maintenance(NOW + 30 * DAY, status=MaintenanceStatus.scheduled)])
    assert not [path for path in planned(shown) if path.startswith("history/2")]


@pytest.mark.parametrize("name", odd_worlds())
def test_odd_states_render(name: str) -> None:
    assert b"</html>" in rendered(*odd_worlds()[name])["index.html"]
