"""``build``, ``probe``, ``check`` and ``explain`` on real sites: what they say, to people and to programs."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from support_cli import NOW, Done, Site, command

Run = Callable[..., Done]


@pytest.fixture
def failing() -> Iterator[str]:
    """A health endpoint on loopback that answers 503; with ``?slow`` at its end, after a second."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(self.path.endswith("?slow"))
            self.send_response(503)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/health"
    server.shutdown()
    server.server_close()


@pytest.fixture
def probed(site: Site, failing: str) -> Site:
    """The site with a probe of the failing endpoint, confirmed by one check."""
    site.write(
        "probes/api.yaml",
        "component: api\nprobes:\n"
        f"  - {{id: api-health, kind: http, url: '{failing}', attempts: 1, timeout: 2s, down_after: 1}}\n",
    )
    return site


def test_a_build_says_what_is_not_well_and_what_it_wrote(statuary: Run, probed: Site) -> None:
    done = statuary("--root", probed.root, "--now", NOW)
    lines = done.out.splitlines()
    assert (0, "") == (done.code, done.err)
    assert lines[0].endswith("  as of 2026-11-06T09:20:30Z")
    assert "  API  major outage: answered 503" in lines
    assert re.fullmatch(rf"{probed.root}/site: \d+ files written, 0 unchanged in \d+\.\d\d s", lines[-1])


def test_a_build_is_told_to_programs(statuary: Run, probed: Site) -> None:
    done = statuary("build", "--root", probed.root, "--now", NOW, "--json")
    told = json.loads(done.out)
    assert (0, 0, "2026-11-06T09:20:30Z") == (done.code, told["exit_code"], told["generated_at"])
    assert [{"name": "API", "status": "major_outage", "reason": "http_503"}] == told["components"]
    assert "index.html" in told["written"]
    assert {"config", "probe", "publish"} <= {stage["name"] for stage in told["stages"]}


def test_offline_asks_nothing(statuary: Run, probed: Site) -> None:
    done = statuary("--root", probed.root, "--offline", "--now", NOW)
    assert (0, True) == (done.code, "  API  unknown: not checked\n" in done.out)


def test_quiet_says_nothing_when_all_is_well(statuary: Run, probed: Site) -> None:
    assert Done(0, "", "") == statuary("-q", "--root", probed.root, "--now", NOW)


def test_verbose_names_stages_and_files(statuary: Run, probed: Site) -> None:
    out = statuary("--root", probed.root, "--now", NOW, "-v").out
    assert re.search(r"^  publish +\d+\.\d ms$", out, re.MULTILINE)
    assert "\n  written  index.html\n" in out


def test_the_same_time_gives_the_same_bytes(statuary: Run, probed: Site, tmp_path: Path) -> None:
    statuary("--root", probed.root, "--now", NOW)
    for out in ("one", "two"):
        statuary("--root", probed.root, "--offline", "--now", NOW, "--out", tmp_path / out)
    trees = [
        {path.relative_to(tmp_path / out): path.read_bytes() for path in (tmp_path / out).rglob("*") if path.is_file()}
        for out in ("one", "two")
    ]
    assert trees[0] == trees[1]


def test_a_broken_guide_is_named_and_the_site_goes_out(statuary: Run, site: Site) -> None:
    site.write("content/guides/broken.md", "---\ntitel: Broken\n---\nText.\n")
    done = statuary("--root", site.root, "--offline", "--now", NOW)
    assert 1 == done.code
    assert "content/guides/broken.md:2:1: Unknown key 'titel'. Did you mean 'title'?" in done.err
    assert (site.root / "site/index.html").exists()


def test_problems_are_said_even_when_quiet(statuary: Run, site: Site) -> None:
    site.write("content/guides/broken.md", "---\ntitel: Broken\n---\nText.\n")
    done = statuary("-q", "--root", site.root, "--offline", "--now", NOW)
    assert (1, "") == (done.code, done.out)
    assert "content/guides/broken.md:2:1:" in done.err


def test_someone_elses_folder_is_refused_in_a_sentence(statuary: Run, site: Site, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs/file.txt").write_text("mine")
    done = statuary("--root", site.root, "--offline", "--out", tmp_path / "theirs", "--now", NOW)
    assert (2, "", 1) == (done.code, done.out, done.err.count("\n"))
    assert "holds files that Statuary did not write." in done.err


def test_a_second_build_waits_and_then_says_so(statuary: Run, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    from statuary.lock import lock

    monkeypatch.setattr(lock.__wrapped__, "__defaults__", (0.2,))  # seconds, instead of half a minute
    site.write(".statuary/lock", "")
    with (site.root / ".statuary/lock").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = statuary("--root", site.root, "--offline", "--now", NOW)
    assert (4, "") == (done.code, done.out)
    assert "Another build of this site runs" in done.err


def test_probe_says_each_answer_and_publishes_nothing(statuary: Run, probed: Site) -> None:
    done = statuary("--root", probed.root, "probe", "--now", NOW)
    first, last = done.out.splitlines()
    assert (0, "") == (done.code, done.err)
    assert re.fullmatch(r"api-health  down      answered 503, \d+ ms.*", first)
    assert re.fullmatch(r"1 probe asked from default in \d+\.\d\d s", last)
    assert not (probed.root / "site").exists()


def test_probe_tells_programs(statuary: Run, probed: Site) -> None:
    told = json.loads(statuary("--root", probed.root, "probe", "--now", NOW, "--location", "berlin", "--json").out)
    assert ("berlin", "ok", "2026-11-06T09:20:30Z") == (told["location"], told["verdict"], told["at"])
    assert [("api-health", "down", "http_503")] == [(r["probe"], r["outcome"], r["reason"]) for r in told["results"]]


def test_a_probe_that_is_not_due_is_not_asked(statuary: Run, probed: Site) -> None:
    statuary("--root", probed.root, "probe", "--now", NOW)
    done = statuary("--root", probed.root, "probe", "--now", NOW)
    assert "No probe was due; nothing was asked from default in 0.0" in done.out


def test_check_is_content_with_a_site_in_order(statuary: Run, site: Site) -> None:
    done = statuary("--root", site.root, "check", "--now", NOW)
    assert (0, "") == (done.code, done.err)
    assert re.fullmatch(
        r"Config, content and pages are in order, checked in \d+\.\d\d s\. Nothing was written\.\n", done.out
    )
    assert ["config"] == site.names("")


def test_check_names_all_mistakes_at_once(statuary: Run, site: Site) -> None:
    site.write(
        "content/incidents/one.md", "---\ntitle: One\nimpact: mayor\n---\n## Resolvd — 2026-11-06 09:00 UTC\nx\n"
    )
    site.write("content/incidents/two.md", "---\ntitle: Two\ncomponents: {webb: major_outage}\n---\n")
    done = statuary("--root", site.root, "check", "--now", NOW)
    assert 2 == done.code
    found = re.findall(r"^content/incidents/(one.md:\d|two.md)", done.err, re.MULTILINE)
    assert ["one.md:3", "one.md:5", "two.md", "two.md"] == found
    assert "'Resolvd' is not a status. Did you mean 'resolved'?" in done.err
    assert done.err.endswith("problems; nothing was changed.\n")


def test_explain_says_why_files_changed(statuary: Run, site: Site) -> None:
    statuary("--root", site.root, "--offline", "--now", NOW)
    assert "index.html: It is new.\n" in statuary("--root", site.root, "explain").out
    statuary("--root", site.root, "--offline", "--now", "2026-11-06T10:00Z")
    assert re.search(r"^index\.html: Changed: .+\.$", statuary("--root", site.root, "explain").out, re.MULTILINE)
    for path in ("index.html", "site/", "/"):
        assert statuary("--root", site.root, "explain", path).out.startswith("index.html: Changed: ")


def test_explain_finds_a_page_that_is_named_without_its_last_slash(statuary: Run, site: Site) -> None:
    site.write("content/guides/a.md", "---\ntitle: A\n---\nText.\n")
    statuary("--root", site.root, "--offline", "--now", NOW)
    assert "docs/a/index.html: It is new.\n" == statuary("--root", site.root, "explain", "site/docs/a").out


def test_explain_names_what_was_removed(statuary: Run, site: Site) -> None:
    site.write("content/guides/old.md", "---\ntitle: Old\n---\nText.\n")
    statuary("--root", site.root, "--offline", "--now", NOW)
    (site.root / "content/guides/old.md").unlink()
    statuary("--root", site.root, "--offline", "--now", NOW)
    assert "docs/old/index.html: removed; nothing makes it any more.\n" in statuary("--root", site.root, "explain").out


def test_explain_of_a_file_that_there_is_not_is_refused(statuary: Run, site: Site) -> None:
    assert "There is nothing to explain yet. Build the site first." in statuary("--root", site.root, "explain").err
    statuary("--root", site.root, "--offline", "--now", NOW)
    done = statuary("--root", site.root, "explain", "nowhere.html")
    assert (2, True) == (done.code, "No build has written nowhere.html." in done.err)


# --------------------------------------------------------------------------------------------------------- the terminal


def on_terminal(*arguments: str | Path, **environ: str) -> str:
    """What a person sees, with its control sequences."""
    above, below = pty.openpty()
    words = [sys.executable, "-m", "statuary", *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "CI", "TERM"}}
    with subprocess.Popen(
        words, stdin=below, stdout=below, stderr=below, env={**environment, "TERM": "xterm-256color", **environ}
    ) as process:
        os.close(below)
        seen = b""
        while True:
            try:
                more = os.read(above, 65536)
            except OSError:  # how a terminal says that its last user is gone
                break
            seen += more
        os.close(above)
    assert 0 == process.returncode
    return seen.decode()


def test_a_person_sees_colour_and_a_line_while_probing(probed: Site, failing: str) -> None:
    probes = probed.root / "probes/api.yaml"
    probes.write_text(probes.read_text().replace(failing, f"{failing}?slow"))
    seen = on_terminal("--root", probed.root, "--now", NOW)
    assert "\x1b[31mmajor outage\x1b[0m" in seen
    assert "Asking the probes" in seen
    assert "answered 503" in seen


def test_no_colour_means_none(probed: Site) -> None:
    seen = on_terminal("--root", probed.root, "--now", NOW, NO_COLOR="1")
    assert "major outage" in seen
    assert not re.search(r"\x1b\[[0-9;]*3[0-9][0-9;]*m", seen)


def test_a_pipe_gets_plain_text(probed: Site) -> None:
    done = command("--root", probed.root, "--now", NOW, env={**os.environ, "FORCE_COLOR": "1", "TERM": "xterm"})
    assert (0, "") == (done.returncode, done.stderr)
    assert "\x1b" not in done.stdout
    assert "major outage: answered 503" in done.stdout
