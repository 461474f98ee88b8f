"""Values of the configuration in guides: looked up by name, written as the language does, never anything but text."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from statuary.checking import checked
from statuary.config import Component, Config
from statuary.configfiles import SecurityTxt, Site
from statuary.content import load_content
from statuary.content.bindings import bound
from statuary.content.facts import Fact
from statuary.content.figures import escaped, written
from statuary.content.prose import code_spans
from statuary.errors import Problem
from statuary.instants import Instant, parse_duration, spelt_duration
from statuary.kinds import INTEGRATIONS
from statuary.languages import formats_of
from statuary.localise import localised
from statuary.markup.convert import convert
from statuary.memo import Memo
from statuary.model import Binding, Content, Guide, Source
from statuary.options import settle
from support_pages import calm
from support_tools import corpora
from support_world import api, world

MONITOR = "Known: api_key_env, api_version, monitor_ids, provider."
NOW: Instant = 1_795_348_800_000
SCALE = {
    "platform": "fly",
    "max_instances": 1000,
    "idle_timeout_s": 900,
    "cold_start": {"threshold_ms": 1500, "min_idle_s": 3661, "wake_statuses": [502, 503, 504]},
    "load_test": {"error_rate": 0.0125, "paths": ["/a_b", "/<b>"]},
    "costs": [
        {
            "id": "gold",
            "service": "Cloud",
            "plan": "*Gold*",
            "price": "1025.50 EUR",
            "as_of": "2026-11-06",
            "source": "[it](javascript:alert(1)) <script>alert(1)</script> `x` https://evil.example $x$",
        }
    ],
}


def site(**more: Any) -> Config:
    scale = settle(checked(INTEGRATIONS["scale"].Options, SCALE))
    components = world(api(description="Ours"), Component("hidden", "Hidden", public=False, manual=True))
    settings = Site(name="Example", url="https://status.example.com", slo=99.95, **more)
    return replace(components, site=settings, integrations={"scale": scale})


def filled(text: str, config: Config | None = None, *names: Binding) -> tuple[str | None, list[str]]:
    problems: list[Problem] = []
    guide = Guide("g", "G", text, Source("content/guides/g.md", "0", 5), bindings=names)
    found = bound(guide, config or site(), problems)
    return (found.text if found else None), [str(problem) for problem in problems]


def shown(text: str, config: Config | None = None) -> str:
    """The words that readers see."""
    made, problems = filled(text, config)
    assert [] == problems
    html = convert("guide", made or "").html
    from markupsafe import Markup

    return Markup(html).striptags()


@pytest.mark.parametrize(
    ("name", "english", "german"),
    [
        ("scale.max_instances", "1,000", "1.000"),
        ("scale.platform", "fly", "fly"),
        ("scale.scale_to_zero", "false", "false"),
        ("scale.min_instances", "1", "1"),  # by default
        ("scale.idle_timeout_s", "15 minutes", "15 Minuten"),
        ("scale.cold_start.threshold_ms", "1.5 s", "1,5 Sek."),
        ("scale.cold_start.wake_retry_delay_s", "5 seconds", "5 Sekunden"),
        ("scale.cold_start.min_idle_s", "1 h 1 min 1 s", "1 Std. 1 Min. 1 Sek."),
        ("scale.idle_timeout_s | number", "900", "900"),
        ("scale.load_test.error_rate", "1.25%", "1,25 %"),
        ("scale.cold_start.wake_statuses", "502, 503 and 504", "502, 503 und 504"),
        ("scale.cold_start.wake_statuses | code", "502, 503, 504", "502, 503, 504"),
        ("scale.cold_start.wake_statuses.1", "503", "503"),
        ("scale.costs.gold.price", "€1,025.50", "1.025,50 €"),
        ("scale.costs.gold.price | money", "€1,025.50", "1.025,50 €"),
        ("scale.costs.gold.as_of", "6 Nov 2026", "6. Nov. 2026"),
        ("site.name", "Example", "Example"),
        ("site.history.raw", "14 days", "14 Tage"),
        ("site.slo", "99.95%", "99,95 %"),
        ("site.url | link", "https://status.example.com", "https://status.example.com"),
        ("components.api.name", "API", "API"),
    ],
)
def test_a_value_is_written_as_its_language_does(name: str, english: str, german: str) -> None:
    text = f"It is {{{{ config.{name} }}}}."
    assert f"It is {english}." == shown(text).replace("\xa0", " ")
    assert f"It is {german}." == shown(text, site(language="de")).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("milliseconds", "english", "german"),
    [
        (0, "0 s", "0 Sek."),
        (84, "84 ms", "84 ms"),
        (12_345, "12.345 s", "12,345 Sek."),
        (123_456, "2 min 3.456 s", "2 Min. 3,456 Sek."),
        (1_234_567, "20 min 34.567 s", "20 Min. 34,567 Sek."),
        (60_500, "1 min 0.5 s", "1 Min. 0,5 Sek."),
        (90_061_000, "1 d 1 h 1 min 1 s", "1 Tg. 1 Std. 1 Min. 1 Sek."),
    ],
)
def test_a_length_of_time_is_not_rounded(milliseconds: int, english: str, german: str) -> None:
    fact = Fact(milliseconds, "config/scale.json", "ms")
    said = [html.unescape(written(fact, "", formats_of(language))) for language in ("en", "de")]
    assert [english, german] == [one.replace("\xa0", " ") for one in said]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("site.security.expires", "1 Jun 2027"),
        ("site.security.expires | code", "2027-06-01"),
        ("site.history.raw | code", "14d"),
        ("site.freshness.at_least | code", "1h30m"),
        ("site.limits.convert | code", "1500ms"),
        ("site.slo | code", "99"),
        ("scale.idle_timeout_s | code", "900"),
        ("scale.cold_start.threshold_ms | code", "1500"),
    ],
)
def test_lengths_and_days_are_written_as_people_write_them(name: str, expected: str) -> None:
    more = {
        "security": {"contact": ["mailto:a@b.example"], "expires": "2027-06-01"},
        "freshness": {"at_least": "90m"},
        "limits": {"convert": "1.5s"},
        "slo": 99,
    }
    settings = checked(Site, {"name": "Example", "url": "https://status.example.com", **more})
    assert expected == shown(f"{{{{ config.{name} }}}}", replace(site(), site=settings))


def test_a_day_is_no_number() -> None:
    settings = checked(SecurityTxt, {"contact": ["mailto:a@b.example"], "expires": "2027-06-01"})
    said = "The format 'number' is for a number, which this is not. These fit: date, code."
    _, (problem,) = filled("{{ config.site.security.expires | number }}", site(security=settings))
    assert problem.endswith(said)


@given(st.integers(0, 10**12))
def test_a_length_as_people_write_it_is_read_as_the_same_length(milliseconds: int) -> None:
    assert milliseconds == parse_duration(spelt_duration(milliseconds))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("scale.max_instance", "There is no value 'config.scale.max_instance'. Did you mean 'max_instances'?"),
        (
            "scael.max_instances",
            "There is no file of the configuration called 'scael'. Did you mean 'scale'?",
        ),
        ("support.email", "There is no config/support.json that could say it. Write that file first."),
        (
            "scale.cold_probe",
            "'config.scale.cold_probe' holds several values. Name one of them: interval_s.",
        ),
        (
            "scale.costs",
            "'config.scale.costs' holds several values. Name one of them: gold.",
        ),
        ("scale.costs.silver.price", "There is no value 'config.scale.costs.silver'. Known: gold."),
        (
            "scale.platform.name",
            "There is no value below 'config.scale.platform.name'. It is one itself.",
        ),
        (
            "site.contact",
            "'config.site.contact' has no value. Give it one in config/site.yaml, or do not name it.",
        ),
        ("components.hidden.name", "There is no value 'config.components.hidden'. Known: api."),
        (
            "scale.platform | duraton",
            "There is no format 'duraton'. Did you mean 'duration'?",
        ),
        (
            "scale.max_instances | duration",
            "The format 'duration' is for a length of time, which this is not. These fit: number, code, text.",
        ),
        ("scale.monitor.__class__", f"There is no value 'config.scale.monitor.__class__'. {MONITOR}"),
        ("scale.monitor.model_config", f"There is no value 'config.scale.monitor.model_config'. {MONITOR}"),
    ],
)
def test_a_name_that_is_not_there_is_told_with_its_place_and_the_nearest(name: str, expected: str) -> None:
    made, problems = filled(f"One.\n\nTwo {{{{ config.{name} }}}}.")
    assert made is None
    assert [f"content/guides/g.md:7:5: {expected}"] == problems


def test_all_of_a_texts_mistakes_are_told_at_once() -> None:
    assert 2 == len(filled("{{ config.a.b }} {{ config.scale.platform }} {{ config.c }}")[1])


def test_a_secret_of_the_configuration_is_not_shown() -> None:
    scale = checked(INTEGRATIONS["scale"].Options, {**SCALE, "monitor": {"monitor_ids": ["Bearer ${TOKEN}"]}})
    config = replace(site(), integrations={"scale": settle(scale)})
    name = "config.scale.monitor.monitor_ids"
    _, problems = filled(f"{{{{ {name} }}}}", config)
    said = f"content/guides/g.md:5:1: '{name}' holds a secret. Secrets are in no page; name something else."
    assert [said] == problems


@pytest.mark.parametrize(
    "text",
    [
        "{{placeholder}} {{ other }} {{config.scale.platform}} {{  config.scale.x }} {{- config.x }} {{{ config }}}",
        "{% if config.scale %} {{ .Values.config.scale }} ${{ config }} {{ bind.most }} {{ configuration.scale }}",
        r"\{{ config.scale.nothing }}",
        "`{{ config.scale.nothing }}` and ``a ` {{ config.scale.nothing }}``",
        "```yaml\na: {{ config.scale.nothing }}\n\nb: {{ config.scale.nothing }}\n```",
        "~~~\n```\n{{ config.scale.nothing }}\n~~~",
        "- an item\n\n    ```\n    {{ config.scale.nothing }}\n    ```\n",
        "> ```\n> {{ config.scale.nothing }}\n> ```\n",
        "Text.\n\n    {{ config.scale.nothing }}\n\n    {{ config.scale.nothing }}\n",
        "- an item\n\n        {{ config.scale.nothing }}\n",
        "- an item\n    - another\n\n            {{ config.scale.nothing }}\n",
        '=== "Tab"\n\n        {{ config.scale.nothing }}\n',
        "!!! note\n    Text.\n\n        {{ config.scale.nothing }}\n",
        ">     {{ config.scale.nothing }}\n",
        "<!-- {{ config.scale.nothing }} -->",
        "Text <!-- {{ config.scale.nothing }} --> text.",
        "<!--\n```\n{{ config.scale.nothing }}\n\n{{ config.scale.nothing }} -->",
        "<code>a `b` {{ config.scale.nothing }}</code>",
        "<code>{{ config.scale.nothing }}</code> <pre>\n\n{{ config.scale.nothing }}\n</pre>",
    ],
)
def test_everything_else_in_braces_comes_through_as_it_is(text: str) -> None:
    assert (text, []) == filled(text)


@pytest.mark.parametrize(
    "text",
    [
        "- an item\n\n    {{ config.scale.platform }}",
        "!!! note\n    {{ config.scale.platform }}",
        "`code` {{ config.scale.platform }} `code`",
        "an odd ` {{ config.scale.platform }}",
        "```\ncode\n```\n{{ config.scale.platform }}",
        "- an item\n    - {{ config.scale.platform }}\n",
        "- an item\n  - another\n    - {{ config.scale.platform }}\n\n      {{ config.scale.platform }}\n",
        "1. an item\n        {{ config.scale.platform }}\n",
        "  1.  an item\n\n    {{ config.scale.platform }}\n",
        '=== "Tab"\n\n    {{ config.scale.platform }}\n\n    - {{ config.scale.platform }}\n',
        ":   !!! note\n\n        {{ config.scale.platform }}\n",
        "<!-- ``` -->\n\n{{ config.scale.platform }}\n",
        "`<!--` {{ config.scale.platform }} `-->`",
        "`<code>` {{ config.scale.platform }} `</code>`",
        "<!-- without an end\n\n{{ config.scale.platform }}",
        "| a |\n|---|\n| {{ config.scale.platform }} |",
        "a line\n    {{ config.scale.platform }}",
        r"\\{{ config.scale.platform }}",
    ],
)
def test_what_is_prose_is_filled(text: str) -> None:
    assert (text.replace("{{ config.scale.platform }}", "fly"), []) == filled(text)


@pytest.mark.parametrize(
    ("text", "begins", "column"),
    [
        ("Is {{ config.scale.platform }.", "{{ config.", 4),
        ("{{ config.scale\n.platform }}", "{{ config.", 1),
        ('a {{ config.scale.platform | default("{}") }}', "{{ config.", 3),
        ("<{{ config.scale.platform>", "{{ config.", 2),
        ("{{ bind.most {{ bind.most }}", "{{ bind.", 1),
    ],
)
def test_what_begins_like_a_value_and_is_none_is_told(text: str, begins: str, column: int) -> None:
    made, problems = filled(text, site(), *([MOST] if "bind" in begins else []))
    fix = "Write it on one line like {{ config.site.name | code }}, or a backslash before it to show it as it is."
    said = f"content/guides/g.md:5:{column}: What begins with '{begins}' here is no value. {fix}"
    assert (None, [said]) == (made, problems)


LINK = '<a href="https://status.example.com" rel="noopener noreferrer">'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<{{ config.site.url }}>", f"{LINK}https://status.example.com</a>"),
        ("<{{ config.site.url | code }}>", "&lt;<code>https://status.example.com</code>&gt;"),
        ("<{{ config.scale.platform }}>", "&lt;fly&gt;"),
        ("<{{ config.scale.platform }} x", "&lt;fly x"),
        ("[a](<{{ config.site.url }}>)", f"{LINK}a</a>"),
        ("[a]\n\n[a]: <{{ config.site.url }}>", f"{LINK}a</a>"),
    ],
)
def test_a_value_in_angle_brackets_is_seen(text: str, html: str) -> None:
    made, problems = filled(text)
    assert (f"<p>{html}</p>", []) == (convert("guide", made or "").html.strip(), problems)


@pytest.mark.parametrize("name", ["site.languages", "site.languages | code", "site.description"])
def test_a_value_that_nobody_would_see_is_an_error(name: str) -> None:
    _, problems = filled(f"{{{{ config.{name} }}}}")
    said = f"'config.{name.partition(' ')[0]}' has no value. Give it one in config/site.yaml, or do not name it."
    assert [f"content/guides/g.md:5:1: {said}"] == problems


def test_a_backslash_shows_a_binding_as_it_is_written() -> None:
    assert "Write {{ config.scale.max_instances }}." == shown(r"Write \{{ config.scale.max_instances }}.")


def test_the_same_name_may_stand_in_code_and_in_prose() -> None:
    assert "config.scale.platform is fly" == shown("`config.scale.platform` is {{ config.scale.platform }}")


@pytest.mark.parametrize(
    "around", ["{}", "# {}", "- {}", "| a |\n|---|\n| {} |", "> {}", "**{}**", "[{}](https://a.example)"]
)
def test_a_value_never_becomes_markup(around: str) -> None:
    made, _ = filled(around.format("{{ config.scale.costs.gold.source }} {{ config.scale.costs.gold.plan }}"))
    html = convert("guide", made or "").html
    assert "<script" not in html
    assert "javascript:alert" not in html.partition(">[it]")[0]
    assert 'href="https://evil' not in html
    assert "<code" not in html
    assert "[it](javascript:alert(1)) &lt;script&gt;alert(1)&lt;/script&gt; `x` https://evil.example $x$ *Gold*" in html


@given(st.text(max_size=60))
def test_any_value_is_shown_as_the_text_that_it_is(value: str) -> None:
    from markupsafe import Markup

    line = " ".join(value.translate(dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " ")).split())
    html = convert("guide", f"x {escaped(line)} y").html
    assert f"<p>x {line} y</p>" == Markup(html).unescape()


# -------------------------------------------------------------------------------------------------- names of one's own

MOST = Binding("most", "scale.max_instances", "", 3, 3)


def test_the_front_matter_gives_short_names() -> None:
    text = "{{ bind.most }} <code>1000</code> {{ other }}"
    assert (text.replace("{{ bind.most }}", "1,000"), []) == filled(text, site(), MOST)


def test_a_place_may_choose_another_format_than_the_name_has() -> None:
    assert ("<code>1000</code>", []) == filled("{{ bind.most | code }}", site(), MOST)


def test_a_name_that_nothing_uses_is_told() -> None:
    made, problems = filled("No value here.", site(), MOST)
    assert made is None
    fix = "Write {{ bind.most }} where its value belongs, or remove it."
    assert [f"content/guides/g.md:3:3: Nothing uses the name 'most'. {fix}"] == problems


def test_a_name_that_was_not_given_is_told_with_the_nearest() -> None:
    _, problems = filled("{{ bind.most }} {{ bind.mots }}", site(), MOST)
    assert [
        "content/guides/g.md:5:17: 'bind' in the front matter gives nothing the name 'mots'. Did you mean 'most'?"
    ] == problems


# ------------------------------------------------------------------------------------------------------------ as files


def load(root: Path, config: Config | None = None, **files: str) -> tuple[tuple[Guide, ...], list[str]]:
    for name, text in files.items():
        path = root / "content/guides" / f"{name.replace('__', '.')}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    content, problems = load_content(replace(config or site(), root=root), Memo(), NOW)
    return content.guides, [str(problem) for problem in problems]


def test_a_guide_says_from_which_files_its_values_come(tmp_path: Path) -> None:
    head = "---\nbind: {most: config.scale.max_instances}\n---\n"
    (guide,), problems = load(tmp_path, g=head + "{{ bind.most }} {{ config.site.name }}")
    assert (("config/scale.json", "config/site.yaml"), []) == (guide.files, problems)


def test_a_guide_with_an_unknown_name_is_left_out_and_the_others_go_out(tmp_path: Path) -> None:
    guides, problems = load(tmp_path, bad="---\ntitle: Bad\n---\n{{ config.x }}", good="{{ config.site.name }}")
    assert (["good"], 1) == ([guide.path for guide in guides], len(problems))
    assert problems[0].startswith("content/guides/bad.md:4:1: ")


def test_a_translation_has_the_values_as_its_language_writes_them(tmp_path: Path) -> None:
    text = "{{ config.scale.max_instances }}"
    (guide,), problems = load(tmp_path, site(languages=["de"]), g=text, g__de=text)
    assert ("1,000", "1.000", []) == (guide.text, guide.translations[0].text, problems)


def snippet(root: Path, text: str) -> None:
    path = root / "content/snippets/s.md"
    path.parent.mkdir(parents=True)
    path.write_text(text)


INCLUDED = '--8<-- "content/snippets/s.md"'


def test_the_values_of_an_included_file_are_filled_and_their_files_named(tmp_path: Path) -> None:
    snippet(tmp_path, "At most {{ config.scale.max_instances }}, `{{ config.scale.x }}`.\n")
    (guide,), problems = load(tmp_path, g=f"Before.\n\n{INCLUDED}\n")
    expected = "Before.\n\nAt most 1,000, `{{ config.scale.x }}`.\n"
    assert (expected, ("config/scale.json",), []) == (guide.text, guide.files, problems)


def test_a_file_that_is_included_in_a_fence_stays_as_it_is(tmp_path: Path) -> None:
    snippet(tmp_path, "{{ config.scale.x }}\n")
    (guide,), problems = load(tmp_path, g=f"```\n{INCLUDED}\n```\n")
    assert ("```\n{{ config.scale.x }}\n```\n", []) == (guide.text, problems)


def test_a_wrong_name_in_an_included_file_is_told_at_its_own_place(tmp_path: Path) -> None:
    snippet(tmp_path, "A line.\n\nAt most {{ config.scale.x }}.\n")
    guides, (problem,) = load(tmp_path, g=f"Text.\n\n  {INCLUDED}\n")
    assert () == guides
    said = "There is no value 'config.scale.x'. content/guides/g.md includes it."
    assert problem.startswith(f"content/snippets/s.md:3:9: {said}")


def test_after_an_included_file_places_are_the_guides_own_again(tmp_path: Path) -> None:
    snippet(tmp_path, "One.\nTwo.\n")
    _, (problem,) = load(tmp_path, g=f"Text.\n{INCLUDED}\n{{{{ config.scale.x }}}}\n")
    assert problem.startswith("content/guides/g.md:3:1: There is no value 'config.scale.x'.")


def test_a_short_name_that_an_included_file_uses_is_used(tmp_path: Path) -> None:
    snippet(tmp_path, "{{ bind.most }}\n")
    (guide,), problems = load(tmp_path, g=f"---\nbind: {{most: config.scale.max_instances}}\n---\n{INCLUDED}\n")
    assert ("1,000\n", []) == (guide.text, problems)


def test_a_translation_says_from_which_files_its_own_values_come(tmp_path: Path) -> None:
    config = site(languages=["de"])
    texts = {"g": "{{ config.site.name }}", "g__de": "{{ config.scale.platform }} {{ config.components.api.name }}"}
    (guide,), problems = load(tmp_path, config, **texts)
    (german,) = localised(calm(1), Content(guides=(guide,)), "de", "en")[1].guides
    assert (("config/site.yaml",), []) == (guide.files, problems)
    assert ("config/components.yaml", "config/scale.json") == german.files


LEFT = "warning: '{{ config.' is shown as it is written here: values are filled in the text of guides alone."


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("---\ntitle: At most {{ config.scale.max_instances }}\n---\nText.\n", "2:16"),
        ("---\ntitle: A\ndescription: |\n  {{ config.site.name }}\n---\nText.\n", "4:3"),
        ("---\norder: 1\n---\n\n# Of {{ config.site.name }}\n\nText.\n", "5:6"),
        ("# {{ config.site.name }}", "1:3"),
    ],
)
def test_a_value_in_the_front_matter_or_title_of_a_guide_is_told(text: str, place: str, tmp_path: Path) -> None:
    (_,), problems = load(tmp_path, g=text)
    assert [f"content/guides/g.md:{place}: {LEFT} Write what it stands for."] == problems


def test_what_is_wrong_in_the_text_and_in_the_title_is_told_at_once(tmp_path: Path) -> None:
    guides, problems = load(tmp_path, g="# {{ config.site.name }}\n\n{{ config.site.nam }}\n")
    assert ((), 2) == (guides, len(problems))


def test_a_value_in_the_title_of_a_translation_is_told(tmp_path: Path) -> None:
    _, problems = load(tmp_path, site(languages=["de"]), g="Text.", g__de="# {{ config.site.name }}\n\nText.\n")
    assert [f"content/guides/g.de.md:1:3: {LEFT} Write what it stands for."] == problems


def test_a_short_name_in_the_description_of_a_guide_is_told(tmp_path: Path) -> None:
    head = "---\nbind: {most: config.scale.max_instances}\ndescription: Up to {{ bind.most }}\n---\n"
    (_,), (problem,) = load(tmp_path, g=head + "{{ bind.most }}")
    assert problem.startswith("content/guides/g.md:3:20: warning: '{{ bind.' is shown as it is written here")


def test_front_matter_that_shows_how_a_value_is_written_is_no_mistake(tmp_path: Path) -> None:
    text = "---\n# {{ config.a }}\ndescription: Write `{{ config.site.name }}`\n---\nText.\n"
    assert [] == load(tmp_path, g=text)[1]


def test_values_in_incidents_and_planned_work_are_told(tmp_path: Path) -> None:
    incident = (
        "---\ntitle: Of {{ config.site.name }}\nworkaround: |\n    Use {{ config.site.url }}\n---\n"
        "## Investigating — 2026-11-06 09:20 UTC\n\nAt {{ config.site.url }}.\n\n    {{ config.a }} `{{ config.b }}`\n"
    )
    window = "{start: 2026-12-06 02:00 UTC, duration: 2h}"
    work = f"---\ntitle: Work\nwindow: {window}\n---\nAt {{{{ config.site.url }}}}.\n"
    for name, text in (("incidents/i", incident), ("maintenance/w", work)):
        path = tmp_path / "content" / f"{name}.md"
        path.parent.mkdir(parents=True)
        path.write_text(text)
    places = ("incidents/i.md:2:11", "incidents/i.md:4:9", "incidents/i.md:8:4", "maintenance/w.md:5:4")
    assert [f"content/{place}: {LEFT} Write what it stands for." for place in places] == load(tmp_path)[1]


@pytest.mark.parametrize(
    ("bind", "expected"),
    [
        ("[a]", "2:7: 'bind' must give names to values, like {most: config.scale.max_instances}."),
        (
            "{Most: config.site.name}",
            "2:8: 'Most' cannot be a name: lower-case letters, digits and underscores, a letter first.",
        ),
        ("{most: 3}", "2:14: 'most' must name a value of the configuration. Write it like config.scale.max_instances."),
    ],
)
def test_a_wrong_bind_is_told(bind: str, expected: str, tmp_path: Path) -> None:
    assert [f"content/guides/g.md:{expected}"] == load(tmp_path, g=f"---\nbind: {bind}\n---\nText.")[1]


@pytest.mark.parametrize("name", ["mkdocs-material", "pagerduty-incident-response", "prometheus-operator-runbooks"])
def test_real_documents_full_of_template_syntax_come_through_unharmed(name: str) -> None:
    texts = [path.read_text() for path in sorted(corpora(f"docs/{name}").rglob("*.md"))]
    assert [] != texts
    assert texts == [filled(text)[0] for text in texts]


def test_looking_for_code_takes_time_in_proportion_to_the_text() -> None:
    import time

    def seconds(count: int) -> float:
        text = "".join("`" * (number % 700 + 1) + " " for number in range(count)) + "<code" * count + "<code>" * count
        text += "\n" + "> > a\n\n<pre\n\n<!-- b\n\n- c\n\n      d\n" * count
        began = time.process_time()
        code_spans(text)
        return (time.process_time() - began) / len(text)

    assert seconds(2_000) < 20 * max(seconds(200), 1e-7)
