"""The gallery of bad configuration: each file in ``tests/bad_config`` is refused with exactly the message beside it.

A gallery file's first line names the file of a site it stands for; of JSON, which has no comments, its own first
word does. The rest of that site is good. After a wanted change of wording, ``STATUARY_ACCEPT=1`` rewrites the messages,
for review.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from statuary.config import load_config
from statuary.errors import Refused
from support_config import write_site

GALLERY = Path(__file__).parent.parent / "bad_config"


def stands_for(case: Path) -> tuple[str, str]:
    """The name of the file that a gallery file stands for, and what is in it."""
    if case.suffix == ".json":
        return f"config/{case.stem.partition('-')[0]}.json", case.read_text()
    first, _, rest = case.read_text().partition("\n")
    return first.removeprefix("# "), rest


def refusal(root: Path) -> str:
    with pytest.raises(Refused) as refused:
        load_config(root)
    return str(refused.value) + "\n"


@pytest.mark.parametrize(
    "case", sorted(path for path in GALLERY.iterdir() if path.suffix != ".txt"), ids=lambda path: path.stem
)
def test_a_bad_file_is_refused_with_the_whole_message_beside_it(case: Path, tmp_path: Path) -> None:
    name, body = stands_for(case)
    text = refusal(write_site(tmp_path, {name: body}))
    expected = case.with_suffix(".txt")
    if os.environ.get("STATUARY_ACCEPT"):
        expected.write_text(text)
    assert expected.read_text() == text


def test_the_good_site_around_the_gallery_loads(tmp_path: Path) -> None:
    config = load_config(write_site(tmp_path, {}))
    assert ["api", "web"] == list(config.components)
    assert [("api-tcp", "tcp", "api")] == [(probe.id, probe.kind, probe.component) for probe in config.probes]


def test_the_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    files = {"config/site.yaml": "nam: X\n", "probes/api.yaml": "component: nobody\nprobes: []\n"}
    assert ["config/site.yaml:1:1", "config/site.yaml:1:1", "config/site.yaml:1:1", "probes/api.yaml:1:12"] == [
        line.split(": ")[0] for line in refusal(write_site(tmp_path, files)).splitlines()
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"name: Caf\xe9\n", "config/site.yaml:1:10: This is not UTF-8 text. Save the file as UTF-8."),
        ("name: Example\n".encode("utf-16"), "config/site.yaml:1:1: This is not UTF-8 text. Save the file as UTF-8."),
        (b"name: a\x00b\n", "config/site.yaml:1: The character 0 is not allowed in YAML. Remove it."),
        (
            b"#" * 300_000,
            "config/site.yaml: The file is larger than 256 KiB. Split it, or raise the limit in config/site.yaml.",
        ),
        (b"[" * 100_000, "config/site.yaml:1:34: There are more than 32 levels here. Split the file."),
    ],
    ids=["latin-1", "utf-16", "nul", "huge", "deep"],
)
def test_an_unreadable_file_is_one_sentence(content: bytes, sentence: str, tmp_path: Path) -> None:
    assert sentence + "\n" == refusal(write_site(tmp_path, {"config/site.yaml": content}))


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    site = b"\xef\xbb\xbfname: Example\r\nurl: https://status.example.com\r\n"
    assert "Example" == load_config(write_site(tmp_path, {"config/site.yaml": site})).site.name


def test_a_link_is_refused(tmp_path: Path) -> None:
    write_site(tmp_path, {})
    (tmp_path / "probes/evil.yaml").symlink_to("/etc/passwd")
    assert refusal(tmp_path).startswith("probes/evil.yaml: This is a symbolic link.")


def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    write_site(tmp_path, {})
    os.mkfifo(tmp_path / "probes/pipe.yaml")
    assert refusal(tmp_path).startswith("probes/pipe.yaml: This is not a regular file.")


def test_a_missing_site_file_says_how_to_begin(tmp_path: Path) -> None:
    assert "config/site.yaml: This file is missing. Run 'statuary init' to begin a site here." in refusal(tmp_path)


def test_a_probe_of_a_group_is_told_what_is_in_the_group(tmp_path: Path) -> None:
    tree = "components:\n  - {id: core, name: Core, components: [{id: api, name: API}, {id: db, name: DB}]}\n"
    files = {"config/components.yaml": tree, "probes/api.yaml": "component: core\nprobes: []\n"}
    assert refusal(write_site(tmp_path, files)) == (
        "probes/api.yaml:1:12: 'core' is a group, and a probe watches one component. Write which: api, db.\n"
    )


def test_what_is_in_a_private_group_is_private(tmp_path: Path) -> None:
    tree = (
        "components:\n  - id: core\n    name: Core\n    public: false\n    components:\n      - {id: api, name: API}\n"
    )
    assert not load_config(write_site(tmp_path, {"config/components.yaml": tree})).components["api"].public


def test_a_component_that_nobody_watches_is_a_warning(tmp_path: Path) -> None:
    config = load_config(
        write_site(
            tmp_path, {"config/components.yaml": "components:\n  - {id: api, name: API}\n  - {id: db, name: DB}\n"}
        )
    )
    (warning,) = config.warnings
    assert str(warning) == (
        "config/components.yaml:3:10: warning: No probe watches 'db', so it is shown as unknown. "
        "Add one in probes/, or set 'manual: true' if people report its state."
    )
