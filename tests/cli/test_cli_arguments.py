"""argv to commands and exit codes; every mistake is a sentence."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from statuary import __version__
from statuary.cli import cli
from support_cli import Done, Site, command

Run = Callable[..., Done]


def test_the_version_is_said(statuary: Run) -> None:
    assert Done(0, f"statuary {__version__}\n", "") == statuary("--version")


def test_the_version_needs_no_library_but_click() -> None:
    program = (
        "import sys; from statuary.cli import run; run(['--version']); "
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "click" in loaded
    heavy = {"pydantic_core", "rich", "yaml", "msgspec", "asyncio", "watchdog", "jinja2", "httpx", "sqlite3"}
    assert not loaded & heavy


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["bild"], "There is no command 'bild'. Did you mean 'build'?"),
        (["incident", "updaet"], "There is no command 'updaet'. Did you mean 'update'?"),
        (["--offlin"], "No such option '--offlin'. Did you mean '--offline'?"),
        (["build", "--now", "yesterday"], "'yesterday' is not a time; write it like 2026-11-06T09:20Z."),
        (["build", "--now", "2026-11-06T09:20"], "has no time zone; add Z for UTC, or an offset like +01:00."),
        (["build", "--now", "1969-12-31"], "'1969-12-31' is before 1970."),
        (["probe", "--location", "Berlin!"], "'Berlin!' is not an id;"),
        (["watch", "--probe-every", "5"], "'5' is not a duration;"),
        (["new", "incident", "T", "--component", "api"], "write it like checkout=degraded_performance."),
        (["new", "maintenance", "T", "--start", "2026-11-06"], "Say when it ends: either --end or --duration."),
        (["heartbeat"], "Missing argument 'NAME'."),
    ],
)
def test_bad_arguments_are_refused_in_one_line(statuary: Run, arguments: list[str], sentence: str) -> None:
    done = statuary(*arguments)
    assert (2, "", 1) == (done.code, done.out, done.err.count("\n"))
    assert done.err.startswith("statuary: ")
    assert sentence in done.err
    assert done.err.endswith("--help' says more.)\n")


def test_no_command_means_build(statuary: Run, tmp_path: Path) -> None:
    done = statuary("--root", tmp_path)
    assert 2 == done.code
    assert "config/site.yaml: This file is missing. Run 'statuary init' to begin a site here.\n" in done.err
    assert done.err.endswith("2 problems; nothing was changed.\n")
    assert done.err == statuary("--root", tmp_path, "build").err
    assert done.err == statuary("build", "--root", tmp_path).err
    assert done.err == statuary(f"--root={tmp_path}", "--offline").err


def test_refused_means_that_nothing_is_changed(statuary: Run, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    statuary("--root", tmp_path, "--offline")
    assert ["config"] == [path.name for path in tmp_path.iterdir() if path.name != ".statuary"]


def test_a_refusal_is_also_for_programs(statuary: Run, tmp_path: Path) -> None:
    done = statuary("--root", tmp_path, "--json")
    told = json.loads(done.out)
    assert (2, 2, "") == (done.code, told["exit_code"], done.err)
    assert {
        "severity": "error",
        "path": "config/site.yaml",
        "line": 0,
        "column": 0,
        "what": "This file is missing.",
        "why": "",
        "fix": "Run 'statuary init' to begin a site here.",
    } in told["problems"]


def test_what_a_file_holds_does_not_steer_the_terminal(statuary: Run, site: Site) -> None:
    site.write("config/site.yaml", 'name: Example\nurl: "javascript:\\e[31m\\a"\n')
    done = statuary("--root", site.root, "check")
    assert 2 == done.code
    assert "\x1b" not in done.err
    assert "\x07" not in done.err


def test_a_bug_is_one_line_without_what_may_be_private(statuary: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command("break")
    def broken() -> None:
        raise RuntimeError("the password is hunter2")

    monkeypatch.setitem(cli.commands, "break", broken)
    done = statuary("break")
    assert (70, "", 1) == (done.code, done.out, done.err.count("\n"))
    assert "This is a bug of Statuary's (RuntimeError at test_cli_arguments.py:" in done.err
    assert "hunter2" not in done.err
    assert "Traceback" in statuary("-v", "break").err


def test_every_command_and_option_says_what_it_is_for() -> None:
    silent = []

    def visit(name: str, command: click.Command) -> None:
        if not command.get_short_help_str():
            silent.append(name)
        silent.extend(
            f"{name} {option.opts[0]}"
            for option in command.params
            if isinstance(option, click.Option) and not option.help
        )
        if isinstance(command, click.Group):
            for word, one in command.commands.items():
                visit(f"{name} {word}", one)

    visit("statuary", cli)
    assert [] == silent


def test_the_list_of_commands_fits_a_terminal(statuary: Run) -> None:
    lines = statuary("--help").out.splitlines()
    assert [] == [line for line in lines if line.endswith("...") and "Usage" not in line]


def test_completion_offers_commands() -> None:
    environ = {**os.environ, "_STATUARY_COMPLETE": "bash_complete", "COMP_WORDS": "statuary he", "COMP_CWORD": "1"}
    assert "plain,heartbeat\n" == command(env=environ).stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_printed(statuary: Run, shell: str) -> None:
    done = statuary("completion", shell)
    assert (0, "") == (done.code, done.err)
    assert f"_STATUARY_COMPLETE={shell}_complete" in done.out


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_with_a_calm_line(site: Site, number: signal.Signals, code: int) -> None:
    site.write(
        "probes/api.yaml",
        "component: api\nprobes:\n  - {id: slow, kind: exec, command: [sleep, '30'], timeout: 40s, attempts: 1}\n",
    )
    words = [sys.executable, "-m", "statuary", "--root", str(site.root), "probe"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while not (site.root / "history/history.db").exists():
            time.sleep(0.02)
        time.sleep(0.3)
        process.send_signal(number)
        _, err = process.communicate(timeout=20)
    assert (code, 1) == (process.returncode, err.strip().count("\n") + 1), err
    assert "The published site is whole, and what was recorded is kept.\n" in err


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    words = f'{sys.executable} -m statuary schema probes | head -c 10; echo " ${{PIPESTATUS[0]}}"'
    done = subprocess.run(["bash", "-c", words], capture_output=True, text=True, check=True)
    assert ("0", "") == (done.stdout.split()[-1], done.stderr)


def test_a_terminal_without_unicode_gets_the_rest(tmp_path: Path) -> None:
    root = tmp_path / "s"
    environ = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = command("init", root, "--name", "Größe", env=environ)
    assert (0, "") == (done.returncode, done.stderr)
    done = command("--root", root, "schema", "zzü", env=environ)
    assert 2 == done.returncode
    assert "There is no schema 'zz\\xfc'." in done.stderr
