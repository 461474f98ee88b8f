"""What each file of a site is, in the words of HTTP: the same for every host, and for looking at a site here."""

from __future__ import annotations

from pathlib import PurePosixPath

BY_SUFFIX = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".epub": "application/epub+zip",
    ".gif": "image/gif",
    ".htm": "text/html; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".ics": "text/calendar; charset=utf-8",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".rss": "application/rss+xml; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
    ".yaml": "application/yaml",
    ".zip": "application/zip",
}
BY_NAME = {
    "health.json": "application/health+json; charset=utf-8",
    "metrics.txt": "application/openmetrics-text; version=1.0.0; charset=utf-8",
    "updates.json": "application/feed+json; charset=utf-8",
}
"""Files that are more than their suffix says."""
UNKNOWN = "application/octet-stream"


def media_type(name: str) -> str:
    """By the file's name; the system's own table is not asked, so that it is the same everywhere."""
    return BY_NAME.get(name) or BY_SUFFIX.get(PurePosixPath(name).suffix.lower(), UNKNOWN)
