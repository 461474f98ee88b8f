"""A site with a file of every kind that the policy speaks of, and web servers with it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from statuary.hosts import HOSTS, HostFile, write
from statuary.hosts.policy import Policy, policy_of
from support_hosts import MOVED, OTHERS, SERVERS, Ask
from support_pages import busy, rendered
from support_pages import write as write_files
from support_tools import ROOT, needs, node_tool


@pytest.fixture(scope="session")
def policy() -> Policy:
    return policy_of("/", MOVED, several_languages=True)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, policy: Policy) -> Path:
    folder = tmp_path_factory.mktemp("hosted")
    folder.chmod(0o755)  # a web server may run as somebody else
    files = dict.fromkeys(OTHERS, b"text\n")
    files |= rendered(
        *busy(), languages=["de"], security={"contact": ["mailto:a@example.com"], "expires": "2027-06-01"}
    )
    for word, host in HOSTS.items():
        files |= {name: write(HostFile(word, name, policy), None) for name in host.files}  # type: ignore[arg-type]
    write_files(folder, {**files, ".statuary.json": b"{}"})
    return folder


@pytest.fixture(scope="module", params=SERVERS)
def ask(request: pytest.FixtureRequest, site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """A server, told by nothing but the file that is for it."""
    with SERVERS[request.param](site, tmp_path_factory.mktemp(request.param)) as asking:
        yield asking


@pytest.fixture(scope="session")
def in_node() -> Callable[[str], object]:
    """Runs a module in tests/tools, gives what it prints as JSON."""

    def run(script: str) -> object:
        node_tool("superstatic")
        done = subprocess.run(
            [needs("node"), "--input-type=module", "-e", script],
            cwd=ROOT / "tests/tools",
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run
