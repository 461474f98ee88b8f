"""A new site: a folder of samples with comments."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from statuary.scaffold.files import refused, write_new
from statuary.scaffold.words import as_yaml
from statuary.schemas import schemas
from statuary.terminal import as_json


def begin_site(folder: Path, name: str) -> list[str]:
    """A small site with comments in an empty folder. Gives the paths written. Raises Refused."""
    present = {entry.name for entry in folder.iterdir()} if folder.is_dir() else set()
    if folder.exists() and not folder.is_dir():
        raise refused(str(folder), "This is not a folder.", "Name another.")
    if present - {".git"}:
        raise refused(str(folder), "This folder is not empty.", "Name a new one; nothing is overwritten.")
    samples = resources.files("statuary").joinpath("samples", "site")
    written = copy_samples(samples, folder, lambda text: text.replace("@NAME@", as_yaml(name)))
    for kind in ("incidents", "maintenance"):
        (folder / "content" / kind).mkdir(parents=True, exist_ok=True)
    write_schemas(folder / "schemas")
    return [*written, "schemas/"]


def copy_samples(source: Traversable, target: Path, fill: Callable[[str], str]) -> list[str]:
    """Copies a folder of text samples, each through ``fill``; ``dot-x`` becomes ``.x``. Gives the paths written."""
    written: list[str] = []
    for entry in sorted(source.iterdir(), key=lambda entry: entry.name):
        name = entry.name.replace("dot-", ".", 1) if entry.name.startswith("dot-") else entry.name
        if entry.is_dir():
            written += [f"{name}/{path}" for path in copy_samples(entry, target / name, fill)]
        else:
            write_new(target / name, fill(entry.read_text("utf-8")))
            written.append(name)
    return written


def write_schemas(folder: Path) -> None:
    """Every schema as ``NAME.json`` in the folder, for editors."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / f"{name}.json").write_text(f"{as_json(text)}\n", "utf-8")
