"""security.txt as RFC 9116 wants it, and what builds say of its date."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from pydantic_core import ValidationError

from statuary.checking import checked
from statuary.configfiles import Site
from statuary.errors import Problem
from statuary.instants import DAY, Instant, iso
from statuary.security import expiry
from support_pages import NOW, calm, config, worded

FIELDS = {
    "Acknowledgments",
    "Canonical",
    "Contact",
    "Encryption",
    "Expires",
    "Hiring",
    "Policy",
    "Preferred-Languages",
}
FILE = ".well-known/security.txt"
FULL = {
    "contact": ["https://example.com/report", "mailto:security@example.com", "tel:+1-201-555-0123"],
    "expires": "2027-06-01",
    "policy": "https://example.com/policy",
    "encryption": "openpgp4fpr:5f2de5521c63a801ab59ccb603d49de44b29100f",
    "acknowledgments": "https://example.com/thanks",
    "hiring": "https://example.com/jobs",
    "languages": ["en", "de"],
}


def fields(**security: object) -> list[tuple[str, str]]:
    """The file's lines, read by the grammar of the RFC, section 4."""
    lines = worded(calm(1), security=security)[FILE].decode("ascii").split("\n")
    assert "" == lines.pop()
    found = [re.fullmatch(r"([A-Za-z-]+): (\S.*)", line) for line in lines]
    return [(one[1], one[2]) for one in found if one]


def test_it_says_all_that_the_site_says() -> None:
    assert fields(**FULL) == [
        ("Contact", "https://example.com/report"),
        ("Contact", "mailto:security@example.com"),
        ("Contact", "tel:+1-201-555-0123"),
        ("Expires", "2027-06-01T00:00:00Z"),
        ("Encryption", "openpgp4fpr:5f2de5521c63a801ab59ccb603d49de44b29100f"),
        ("Acknowledgments", "https://example.com/thanks"),
        ("Preferred-Languages", "en, de"),
        ("Canonical", "https://status.example.com/.well-known/security.txt"),
        ("Policy", "https://example.com/policy"),
        ("Hiring", "https://example.com/jobs"),
    ]


def test_its_fields_are_those_of_the_standard_and_its_time_is_one() -> None:
    found = fields(**FULL)
    names = [name for name, _ in found]
    assert FIELDS == set(names)
    assert len(FIELDS - {"Contact"}) == len([name for name in names if name != "Contact"])
    assert datetime.fromisoformat(dict(found)["Expires"]).tzinfo is not None


def test_a_site_that_says_nothing_has_none() -> None:
    assert FILE not in worded(calm(1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"contact": []},
        {"contact": ["security@example.com"]},
        {"contact": ["mailto:a@example.com\nExpires: 2099-01-01T00:00:00Z"]},
        {"contact": ["http://example.com/report"]},
        {"expires": "soon"},
        {"expires": "2027-02-30"},
        {"policy": "http://example.com/"},
    ],
)
def test_what_the_standard_does_not_allow_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        checked(Site, {"name": "x", "url": "https://status.example.com", "security": {**FULL, **wrong}})


def said(left: Instant) -> list[Problem]:
    site = config(calm(1), security={"contact": ["mailto:a@example.com"], "expires": iso(NOW + left)})
    return list(expiry(site, NOW))


@pytest.mark.parametrize("days", [31, 100, 365])
def test_a_date_within_a_year_is_no_matter(days: int) -> None:
    assert [] == said(days * DAY)


def test_a_near_date_is_a_warning() -> None:
    (problem,) = said(29 * DAY)
    assert "warning" == problem.severity
    assert "security.txt expires in 29 days (2026-12-21)." == problem.what


def test_a_date_that_is_over_is_an_error_since_nobody_may_rely_on_the_file() -> None:
    (problem,) = said(-1000)
    assert "error" == problem.severity
    assert "security.txt has expired (2026-11-22), so nobody may rely on it." == problem.what


def test_a_date_too_far_ahead_is_a_warning() -> None:
    (problem,) = said(400 * DAY)
    assert ("warning", "Set a date within a year.") == (problem.severity, problem.fix)
