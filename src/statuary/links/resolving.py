"""What an address in a text means: a file beside it, a page of the site, a file of the repository, or nothing."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from statuary.errors import Problem, closest, known, nearest
from statuary.links.atlas import Atlas, Place, unquoted
from statuary.links.attached import Attachments
from statuary.model import Value
from statuary.views import Target

_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_PAGE = re.compile(r"(?:^|(?<=/))(?:index|_index|README)\.(?:html?|md)$|\.(?:html?|md)$", re.IGNORECASE)


class Resolver(Value, frozen=True):
    atlas: Atlas
    attachments: Attachments
    repository: str | None
    root: Path

    def resolve(self, address: str, here: Place, *, image: bool) -> tuple[Target, Problem | None]:
        """What the address becomes on the page; a problem without a place where it leads nowhere."""
        written = Target(address, address)
        if address.startswith("#"):
            return self._anchor(written, here, f"{here.home}{here.address}index.html", address[1:], "")
        return (written, None) if _ELSEWHERE.match(address) or not address else self._within(written, here, image)

    def _within(self, written: Target, here: Place, image: bool) -> tuple[Target, Problem | None]:
        """The same of a path of this site or repository."""
        address = written.written
        path, _, rest = address.partition("#")
        path, mark, query = path.partition("?")
        plain = unquoted(path)
        found = self._page(plain, here)
        if found is not None:
            file, href = found
            return self._anchor(written, here, file, rest, f"{href}{mark}{query}")
        attached = self.attachments.find(plain, here.source, image=image)
        if isinstance(attached, Problem):
            return written, attached
        if attached:
            made = f"{here.root}{here.up}{quote(attached.published)}"
            return Target(address, made, attached.width if image else 0, attached.height if image else 0), None
        if not image and (theirs := self._in_repository(plain, here)):
            return Target(address, f"{theirs}#{rest}" if rest else theirs), None
        return written, self._lost(plain, here, image=image)

    def reached(self, addresses: Iterable[str], here: Place) -> Iterator[str]:
        """The addresses of other pages that these lead to."""
        for address in addresses:
            if not _ELSEWHERE.match(address) and not address.startswith("#"):
                found = self._page(unquoted(re.split("[?#]", address, maxsplit=1)[0]), here)
                if found:
                    yield found[0].removeprefix(here.home).removesuffix("index.html")

    # ----------------------------------------------------------------------------------------------------------- pages

    def _page(self, plain: str, here: Place) -> tuple[str, str] | None:
        """The file of the site that the path means, and the way there from the page."""
        for address in self._meanings(plain, here):
            for home, up in dict.fromkeys(((here.home, ""), ("", here.up))):
                for file in (
                    f"{address}index.html" if not address or address.endswith("/") else address,
                    f"{address}/index.html",
                ):
                    if home + file in self.atlas.paths:
                        shown = (
                            file.removesuffix("index.html")
                            if file.endswith("/index.html") or file == "index.html"
                            else file
                        )
                        return home + file, f"{here.root}{up}{quote(shown)}" or "./"
        return None

    def _meanings(self, plain: str, here: Place) -> Iterator[str]:
        """What the path may mean, the likeliest first: a source file, an address, an address without its suffix."""
        folder = posixpath.dirname(here.source)
        if plain.startswith("/"):
            bare = plain.lstrip("/")
            yield bare
            yield f"docs/{bare}"  # a guide that was written where the docs are all there is
            if bare.endswith(".md"):
                yield from self._source(f"content/guides/{bare}")
                yield from self._source(bare)
            return
        beside = _joined(folder, plain)
        if plain.endswith(".md"):
            yield from self._source(beside)
            return
        within = _joined(here.address.rstrip("/"), plain)
        if within is not None:
            yield within if within and not plain.endswith("/") else f"{within}/".lstrip("/")
        if beside is not None:
            for name in (f"{beside}.md", f"{beside}/index.md", f"{beside}/_index.md", f"{beside}/README.md"):
                yield from self._source(name)
            yield from self._source(re.sub(r"\.html?$", ".md", beside))

    def _source(self, path: str | None) -> Iterator[str]:
        if path is not None and path in self.atlas.sources:
            yield self.atlas.sources[path]

    def _anchor(self, written: Target, here: Place, file: str, anchor: str, href: str) -> tuple[Target, Problem | None]:
        anchors = self.atlas.anchors.get(file)
        wanted = unquoted(anchor)
        made = Target(written.written, f"{href}#{anchor}" if anchor or not href else href)
        if not anchor or anchors is None or wanted in anchors or wanted.startswith(":~:"):
            return made, None
        theirs = self.atlas.like_github(file, wanted)
        if theirs:
            return Target(written.written, f"{href}#{quote(theirs)}"), None
        other = file != f"{here.home}{here.address}index.html"
        where = f"/{file.removesuffix('index.html')}" if other else "this page"
        advice = nearest(wanted, anchors - {"main", "top"})
        return written, Problem("", what=f"There is no anchor '#{wanted}' on {where}.", fix=advice)

    # ------------------------------------------------------------------------------------------------- what is missing

    def _in_repository(self, plain: str, here: Place) -> str | None:
        """The address of a file that is in the repository and not in the site."""
        beside = _joined(posixpath.dirname(here.source), plain) if not plain.startswith("/") else None
        if not self.repository or not beside or any(part.startswith(".") for part in beside.split("/")):
            return None
        if beside.startswith(("content/", "site/", "history/")) or not (self.root / beside).exists():
            return None
        kind = "tree" if (self.root / beside).is_dir() else "blob"
        return f"{self.repository}/{kind}/HEAD/{quote(beside)}"

    def _lost(self, plain: str, here: Place, *, image: bool) -> Problem:
        kind = "image" if image else "page or file"
        what = f"There is no {kind} '{plain}'."
        return Problem("", what=what, fix=self._advice(plain, here, image=image))

    def _advice(self, plain: str, here: Place, *, image: bool) -> str:
        """The same name in another folder or in other letters; else why a file that is there is no page; else what is
        nearest in the folder that was meant.
        """
        name = posixpath.basename(plain.rstrip("/"))
        same = self.atlas.names.get(name.casefold()) or self.atlas.names.get(f"{name.casefold()}.md", ())
        if same:
            return f"Did you mean '{posixpath.relpath(same[0], posixpath.dirname(here.source))}'?"
        if beside := self.attachments.alike(plain, here.source):
            return f"Did you mean '{beside}'?"
        if image:
            return "Put the file there, or correct the address."
        if plain.startswith("/"):
            file = self.atlas.folded.get(f"{plain.strip('/')}/index.html".casefold())
            return f"Did you mean '/{file.removesuffix('index.html')}'?" if file else ""
        folder = posixpath.dirname(here.source)
        meant = _joined(folder, plain)
        return (self._unpublished(meant) or self._near(meant, folder)) if meant else ""

    def _unpublished(self, path: str) -> str:
        """Why a file that is there is not of the site. Of hidden files nothing is told."""
        if any(part.startswith(".") for part in path.split("/")) or not (self.root / path).is_file():
            return ""
        if path.startswith("content/"):
            return "The file is there, and is no page: it is a draft, or cannot be read."
        return "The file is there, and not published. With a 'repository' in config/site.yaml, links lead there."

    def _near(self, path: str, folder: str) -> str:
        """The page of its folder whose name is like it; else their names, if few. As they are named from ``folder``."""
        there = [one for one in self.atlas.sources if posixpath.dirname(one) == posixpath.dirname(path)]
        names = {posixpath.splitext(posixpath.basename(one))[0]: posixpath.relpath(one, folder) for one in there}
        close = closest(posixpath.splitext(posixpath.basename(path))[0], names)
        return f"Did you mean '{names[close]}'?" if close is not None else known(names.values())


def _joined(folder: str, path: str) -> str | None:
    """The path below the site's root or folder; None where it leads out of it."""
    joined = posixpath.normpath(posixpath.join(folder, path))
    return None if joined.startswith("..") else "" if joined == "." else joined
