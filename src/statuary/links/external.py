"""Whether links to other sites still work. Asked politely: by name, one at a time per host, HEAD before GET.

What was found well is not asked again for a week. A host that asks to be left alone is. Nothing is asked of private
addresses, unless the site's settings allow them.
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

import msgspec

from statuary import __version__
from statuary.errors import Problem
from statuary.instants import DAY, Instant, Millis
from statuary.links.places import Finder
from statuary.model import Text, Value
from statuary.net.faults import Fault
from statuary.net.guard import Guard

if TYPE_CHECKING:
    import httpx

KEPT = 7 * DAY  # that a link worked is believed so long
PRIVATE = "a private address; it is not asked"
_HOSTS = 8  # asked at the same time
_PAUSE = 0.25  # seconds between two questions to a host
_HOPS = 8
_AGENT = f"Statuary/{__version__} (link check)"
_GONE = {404, 410}
_SILENT = {401, 403, 407, 429, 451, 999}  # there, but not for programs


class Verdict(Value, frozen=True):
    """``state``: ``ok``, ``moved``, ``silent`` (it does not tell programs) or ``broken``; ``detail``: our own words."""

    at: Instant
    state: str
    detail: str = ""
    location: str = ""  # where it has moved for good


def addresses(texts: Iterable[tuple[Text, Sequence[str]]]) -> dict[str, list[tuple[Text, str]]]:
    """By address without its anchor: the texts that link there, and how they write it."""
    found: dict[str, list[tuple[Text, str]]] = {}
    for text, links in texts:
        for link in links:
            if link.startswith(("http://", "https://")):
                found.setdefault(urldefrag(link).url, []).append((text, link))
    return found


def ask(
    wanted: Iterable[str], known: Mapping[str, Verdict], now: Instant, timeout: Millis, allow_private: Sequence[str]
) -> dict[str, Verdict]:
    """A verdict for each address; one that is known and fresh is not asked for again."""
    fresh = {url: known[url] for url in wanted if url in known and _is_fresh(known[url], now)}
    hosts: dict[str, list[str]] = {}
    for url in sorted(set(wanted) - fresh.keys()):
        hosts.setdefault(urlsplit(url).netloc.lower(), []).append(url)
    if not hosts:
        return fresh
    import httpx  # noqa: PLC0415 - only where something is asked

    asker = _Asker(Guard.of(allow_private), now)
    with (
        httpx.Client(timeout=timeout / 1000, headers={"User-Agent": _AGENT, "Accept": "*/*"}) as client,
        ThreadPoolExecutor(_HOSTS) as pool,
    ):
        for verdicts in pool.map(lambda urls: asker.host(client, urls), hosts.values()):
            fresh.update(verdicts)
    return fresh


def _is_fresh(verdict: Verdict, now: Instant) -> bool:
    return verdict.state != "broken" and 0 <= now - verdict.at < KEPT


class _Asker:
    def __init__(self, guard: Guard, now: Instant) -> None:
        self._guard, self._now = guard, now

    def host(self, client: httpx.Client, urls: Sequence[str]) -> dict[str, Verdict]:
        """The addresses of one host, one after the other."""
        verdicts: dict[str, Verdict] = {}
        for number, url in enumerate(urls):
            if number:
                time.sleep(_PAUSE)
            verdicts[url] = self._one(client, url)
            if verdicts[url].detail.startswith("429"):  # it wants to be left alone
                rest = Verdict(self._now, "silent", "429, so it was not asked further")
                return {**verdicts, **dict.fromkeys(urls[number + 1 :], rest)}
        return verdicts

    def _one(self, client: httpx.Client, url: str) -> Verdict:
        head = self._follow(client, "HEAD", url)
        if head.state in ("ok", "moved") or head.detail.startswith(("429", "no such host", PRIVATE)):
            return head
        return self._follow(client, "GET", url)

    def _follow(self, client: httpx.Client, method: str, url: str) -> Verdict:
        import httpx  # noqa: PLC0415 - see above

        try:
            return self._asked(client, method, url)
        except Fault:
            return Verdict(self._now, "silent", PRIVATE)
        except socket.gaierror:
            why = "no such host"
        except httpx.TimeoutException:
            why = "no answer in time"
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            why = "its certificate is not valid" if "CERTIFICATE" in str(error) else "no connection"
        return Verdict(self._now, "broken", why)

    def _asked(self, client: httpx.Client, method: str, url: str) -> Verdict:
        """What is at the end of the redirects, each of which is looked at before it is followed."""
        at, lasting = url, True
        for _ in range(_HOPS):
            self._check(at)
            with client.stream(method, at) as answer:  # the body is not read
                status, location = answer.status_code, answer.headers.get("location", "")
            if status not in (301, 302, 303, 307, 308) or not location:
                return self._judged(url, at, status, lasting=lasting)
            lasting = lasting and status in (301, 308)
            at = urljoin(at, location)
            if not at.startswith(("http://", "https://")):
                return Verdict(self._now, "broken", "it redirects to something that is no web address")
        return Verdict(self._now, "broken", f"more than {_HOPS} redirects")

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = socket.getaddrinfo(parts.hostname or "", port, type=socket.SOCK_STREAM)
        self._guard.check(tuple(str(one[4][0]) for one in found))

    def _judged(self, url: str, at: str, status: int, *, lasting: bool) -> Verdict:
        if status < 400:
            moved = lasting and at != url
            return Verdict(self._now, "moved" if moved else "ok", str(status), at if moved else "")
        return Verdict(self._now, "silent" if status in _SILENT else "broken", str(status))


def problems(found: Mapping[str, Sequence[tuple[Text, str]]], verdicts: Mapping[str, Verdict]) -> list[Problem]:
    """What is wrong, at each place where it is written."""
    told: dict[Problem, None] = {}
    for url, places in found.items():
        verdict = verdicts[url]
        fault = _fault(url, verdict)
        for text, written in places if fault else ():
            told.update(dict.fromkeys(Finder(text).problems(written, fault)) if fault else {})
    return sorted(told)


def _fault(url: str, verdict: Verdict) -> Problem | None:
    if verdict.state == "broken":
        said = f"it answered {verdict.detail}" if verdict.detail.isdecimal() else verdict.detail
        gone = verdict.detail.isdecimal() and int(verdict.detail) in _GONE
        fix = "Remove the link, or find where it went." if gone else "Look at it; it may be back soon."
        return Problem("", what=f"The link {url} does not work: {said}.", fix=fix)
    if verdict.state == "moved":
        what, fix = f"The link {url} has moved for good.", f"Write {verdict.location}"
        return Problem("", what=what, fix=fix, severity="warning")
    return None


# ------------------------------------------------------------------------------------------------------------ the cache


def load(path: Path) -> dict[str, Verdict]:
    """What is remembered; nothing where the file is missing or damaged."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Verdict])
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return {}


def save(path: Path, verdicts: Mapping[str, Verdict]) -> None:
    """Keeps the verdicts, whole or not at all."""
    text = json.dumps(msgspec.to_builtins(dict(sorted(verdicts.items()))), ensure_ascii=False, indent=1)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(text + "\n", "utf-8")
    fresh.replace(path)
