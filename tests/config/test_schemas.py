"""The schemas that editors read: what a build refuses by the way it is written, they refuse, too."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic_core import ValidationError

from statuary.checking import checked
from statuary.kinds import INTEGRATIONS
from statuary.schemas import schemas
from support_tools import ROOT

SCHEMAS = schemas()
COST = {"id": "a", "service": "A", "plan": "Pro", "price": "26 USD", "as_of": "2026-11-06", "source": "a.example"}
GOOD: dict[str, dict[str, Any]] = {
    "scale": {"platform": "fly", "monitor": {"api_key_env": "UPTIMEROBOT_API_KEY"}, "costs": [COST]},
    "monitoring": {
        "sentry": {"dsn_env": "SENTRY_DSN"},
        "heartbeats": [{"provider": "url", "url_env": "BEAT_URL"}],
        "imports": [{"provider": "uptimerobot", "token_env": "TOKEN_2"}],
    },
    "failover": {
        "origins": [{"name": "a", "provider": "A", "url": "https://a.example.com:8443/x?y=1#z", "role": "primary"}],
        "mirrors": [{"url": "http://localhost:8000/"}, {"url": "https://[2001:db8::1]/"}],
        "drills": [{"date": "2024-02-29", "result": "done"}],
    },
    "billing_tax": {
        "secret_key_env": "STRIPE_KEY",
        "account": {"country": "DE", "branding": {"icon": "assets/icon.png", "logo": "./a..b/logo.svg"}},
        "registrations": [{"country": "IE", "active_from": "2026-01-31", "expires_at": None}],
    },
    "support": {
        "hours": {"monday": "09:00-17:00", "sunday": "18:30-24:00", "tuesday": None},
        "feedback": {"endpoint": "https://forms.example.com/a"},
    },
}
BAD = {
    ("scale", "costs.0.price"): ["26", "26 usd", "$26", "26.555 USD", "26 USD a month"],
    ("scale", "costs.0.as_of"): ["6.11.2025", "20261106", "2026-11-6", "2026-02-30", "2026-13-01", "2026-04-31"],
    ("scale", "monitor.api_key_env"): ["abc", "1A", "A-B", "", "${KEY}", "u1234567-0123456789abcdef"],
    ("monitoring", "sentry.dsn_env"): ["https://0123456789abcdef0123456789abcdef@o1.ingest.sentry.io/42", "dsn"],
    ("monitoring", "heartbeats.0.url_env"): ["https://hc-ping.com/abc"],
    ("monitoring", "imports.0.token_env"): ["token"],
    ("failover", "origins.0.url"): ["http://a.example.com", "a.example.com", "https://", "https://a@b.example/", "ftp://a"],
    ("failover", "mirrors.0.url"): ["http://localhost.example.com/", "https://a.example/a b", "http://127.0.0.10/"],
    ("failover", "drills.0.date"): ["today"],
    ("billing_tax", "secret_key_env"): ["sk_live_4eC39HqLyjWDarjtT1zdp7dc"],
    ("billing_tax", "account.country"): ["de", "Germany", "D1", "DEU", ""],
    ("billing_tax", "account.branding.icon"): ["/etc/x.png", "../x.png", "a/../../x.png", "a/..", ".", "./", ""],
    ("billing_tax", "registrations.0.active_from"): ["2026"],
    ("support", "hours.monday"): ["9-17", "09:00", "09:00-25:00", "24:00-24:00", "09:00 - 17:00", "closed"],
    ("support", "feedback.endpoint"): ["http://forms.example.com/a", "/a"],
}  # fmt: skip


def refused(name: str, data: object) -> tuple[bool, bool]:
    """Whether the schema refuses it, and whether a build does."""
    try:
        checked(INTEGRATIONS[name].Options, data)
    except ValidationError:
        return not Draft202012Validator(SCHEMAS[name]).is_valid(data), True
    return not Draft202012Validator(SCHEMAS[name]).is_valid(data), False


def changed(name: str, at: str, value: object) -> dict[str, Any]:
    data = deepcopy(GOOD[name])
    *folders, last = at.split(".")
    part: Any = data
    for one in folders:
        part = part[int(one) if one.isdigit() else one]
    part[last] = value
    return data


@pytest.mark.parametrize(("name", "at", "value"), [(*key, value) for key, values in BAD.items() for value in values])
def test_what_a_build_refuses_an_editor_refuses(name: str, at: str, value: str) -> None:
    assert (True, True) == refused(name, changed(name, at, value))


@pytest.mark.parametrize("name", sorted(GOOD))
def test_what_is_written_well_passes_both(name: str) -> None:
    assert (False, False) == refused(name, GOOD[name])


@pytest.mark.parametrize("name", sorted(INTEGRATIONS))
def test_the_files_of_this_site_pass_both(name: str) -> None:
    assert (False, False) == refused(name, json.loads((ROOT / f"config/{name}.json").read_text()))
