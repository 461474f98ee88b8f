"""``watch`` and ``serve`` end to end: a person edits, the page follows."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

import pytest

from support_cli import Site, command
from support_watch import Listener, Running

Start = Callable[..., Running]


@pytest.fixture
def watching(start: Start, site: Site) -> Running:
    """``watch`` after its first build."""
    running = start("--root", site.root, "watch")
    with Listener(running.port, "") as page:
        deadline = time.monotonic() + 30
        while "One" not in running.page("docs/one/") and time.monotonic() < deadline:
            time.sleep(0.05)
        page.event()
    return running


def test_a_changed_guide_is_seen_in_the_page(watching: Running, site: Site) -> None:
    with Listener(watching.port, watching.stamp()) as page:
        page.event()
        site.write("content/guides/one.md", "---\ntitle: One\n---\nThe second text.\n")
        assert ("reload", "") == page.event()
    assert "The second text." in watching.page("docs/one/")


def test_a_broken_config_is_said_in_the_page_and_the_last_site_stays(watching: Running, site: Site) -> None:
    with Listener(watching.port, watching.stamp()) as page:
        page.event()
        site.write("config/site.yaml", "nam: Example Status\nurl: https://status.example.com\n")
        event, sentence = page.event()
    if event == "reload":  # a build that was under way has published: the page loads again, and asks again
        with Listener(watching.port, watching.stamp()) as page:
            event, sentence = page.event()
    assert ("problem", True) == (event, "config/site.yaml:1:1: Unknown key 'nam'. Did you mean 'name'?" in sentence)
    assert sentence.endswith("The page shows the last good build.")
    assert "The first text." in watching.page("docs/one/")
    with Listener(watching.port, watching.stamp()) as page:
        page.event()
        site.write("config/site.yaml", "name: Example Status\nurl: https://status.example.com\n")
        assert page.event()[0] in {"reload", "well"}


def test_a_broken_guide_reloads_and_is_said(watching: Running, site: Site) -> None:
    since = watching.stamp()
    with Listener(watching.port, since) as page:
        page.event()
        site.write("content/guides/one.md", "---\ntitel: One\n---\nText.\n")
        assert "reload" == page.event()[0]
    with Listener(watching.port, watching.stamp()) as page:
        event, sentence = page.event()
        if event == "well":  # pages are shown before all of the build is done, and with it all that there is to say
            event, sentence = page.event()
    assert ("problem", True) == (event, "Unknown key 'titel'." in sentence)


def test_the_terminal_follows_too(watching: Running, site: Site) -> None:
    site.write("config/site.yaml", "nam: Example Status\nurl: https://status.example.com\n")
    assert watching.process.stderr
    assert (
        "config/site.yaml:1:1: Unknown key 'nam'."
        in watching.process.stderr.readline() + watching.process.stderr.readline()
    )
    watching.process.send_signal(signal.SIGINT)
    out, err = watching.process.communicate(timeout=10)
    assert (0, True) == (watching.process.returncode, out.endswith("Stopped.\n"))
    assert "Traceback" not in err


@pytest.fixture
def asking(site: Site) -> Site:
    """The site with a probe that leaves a file when it is asked."""
    site.write(
        "probes/api.yaml",
        f"component: api\nprobes:\n  - {{id: mark, kind: exec, every: 1s, command: [touch, '{site.root}/asked']}}\n",
    )
    return site


def test_the_probes_are_not_asked_unless_told(asking: Site, start: Start) -> None:
    running = start("--root", asking.root, "watch")
    with Listener(running.port, "") as page:
        while "One" not in running.page("docs/one/"):
            page.event()
    assert not (asking.root / "asked").exists()


def test_the_probes_are_asked_every_so_often_when_told(asking: Site, start: Start) -> None:
    start("--root", asking.root, "watch", "--probe-every", "1s")
    deadline = time.monotonic() + 30
    while not (asking.root / "asked").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_serve_follows_what_another_process_publishes(start: Start, site: Site) -> None:
    command("--root", site.root, "--offline")
    running = start("--root", site.root, "serve")
    with Listener(running.port, running.stamp()) as page:
        assert "well" == page.event()[0]
        site.write("content/guides/one.md", "---\ntitle: One\n---\nThe second text.\n")
        command("--root", site.root, "--offline")
        assert "reload" == page.event()[0]
    assert "The second text." in running.page("docs/one/")


def test_serve_without_a_site_says_what_to_do(site: Site) -> None:
    done = command("--root", site.root, "serve")
    assert (2, "") == (done.returncode, done.stdout)
    assert "There is no site yet. Build it first, or use 'statuary watch'." in done.stderr


def test_serving_others_prints_a_warning(start: Start, site: Site) -> None:
    command("--root", site.root, "--offline")
    running = start("--root", site.root, "serve", "--host", "0.0.0.0")
    running.process.send_signal(signal.SIGINT)
    err = running.process.communicate(timeout=10)[1]
    assert f"warning: everyone who reaches 0.0.0.0 port {running.port} can read this.\n" == err


def test_serving_ends_with_a_signal(start: Start, site: Site) -> None:
    command("--root", site.root, "--offline")
    running = start("--root", site.root, "serve")
    running.process.terminate()
    _, err = running.process.communicate(timeout=10)
    assert (143, 1) == (running.process.returncode, err.count("\n"))
