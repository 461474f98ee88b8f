"""The guides that are made from the program are those of this program. STATUARY_ACCEPT=1 writes them anew."""

from __future__ import annotations

import os

import pytest
from msgspec.structs import fields

from statuary.kinds import INTEGRATIONS, PROBERS
from statuary.options import meaning
from support_reference import FOLDER, pages


@pytest.mark.parametrize("name", sorted(pages()))
def test_it_is_as_the_program_has_it(name: str) -> None:
    if os.environ.get("STATUARY_ACCEPT"):
        (FOLDER / name).write_text(pages()[name])
    assert pages()[name] == (FOLDER / name).read_text()


@pytest.mark.parametrize("kind", sorted(PROBERS))
def test_every_kind_of_probe_and_each_of_its_keys_is_there_with_its_meaning(kind: str) -> None:
    part = pages()["probe-reference.md"].partition(f"## Kind `{kind}`\n")[2].partition("\n## ")[0]
    said = {key.encode_name: meaning(key.type) for key in fields(PROBERS[kind].Options)}
    assert [] == [name for name, text in said.items() if f"| `{name}` | {text}" not in part and "|" not in text]


def test_every_file_of_the_configuration_is_there() -> None:
    page = pages()["config-reference.md"]
    assert [] == [name for name in INTEGRATIONS if f"## `config/{name}.json`" not in page]
