from __future__ import annotations

from statuary.instants import HOUR
from statuary.model import Content
from statuary.pages import plan
from statuary.summary import summarise
from statuary.timeline import fold
from statuary.volumes import unbound
from support_pages import context, theme
from support_world import NOON, Component, Group, incident, maintenance, recorded, world


def test_nothing_of_a_private_component_is_in_any_file() -> None:
    hidden = Component("vault", "Hidden Vault", "Hidden words.", public=False)
    config = world(Component("api", "API"), hidden, groups=(Group("inner", "Inner Circle", "", ("vault",)),))
    content = Content(
        incidents=(
            incident(("investigating", NOON - HOUR, {"vault": "major_outage"}), api="partial_outage"),
            incident(("investigating", NOON - HOUR, {}), id_="secret", vault="major_outage"),
        ),
        maintenances=(maintenance(NOON - HOUR, NOON + HOUR, components=("api", "vault")),),
    )
    history = recorded(p="uuuu")
    summary = summarise(fold(history, content, config, NOON), history, content, config)
    look = context(theme())
    files = {page.path: look.write(page) for page in unbound(plan(summary, content, config, theme()))}
    assert {"incidents/i/index.html", "maintenance/m/index.html"} <= files.keys()
    for word in ("vault", "hidden words", "inner circle", "secret"):
        assert [] == [path for path, body in files.items() if word in (path + body.decode(errors="replace")).lower()], (
            word
        )
