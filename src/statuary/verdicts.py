"""An answer against its expectations: the reason code, and what it means. Pure."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import UNSET

from statuary.context import Context
from statuary.expectations import Length, TextRule, ValueRule
from statuary.instants import DAY, SECOND, Instant, Millis
from statuary.jsonvalues import BadJson, compile_path, read_json
from statuary.model import Answer, Outcome
from statuary.net.faults import Fault

if TYPE_CHECKING:
    from statuary.net.http import Response
    from statuary.probers.http import Options

Operator = Callable[[Any, Any], bool]

_PATTERN_SECONDS = 0.1


def judge_response(response: Response, options: Options, context: Context) -> Answer:
    """Status first: what is slow, or soon to expire, matters only of an answer that is right."""
    watch = context.watch
    reason, note = _response_reason(response, options)
    outcome = Outcome.down
    wait = retry_after(response)
    if reason == "http_429":
        outcome, reason = Outcome.unknown, "rate_limited"
    elif reason == "ok":
        outcome = Outcome.up
        if expires_within(response.certificate_until, options.expect.certificate_days, context.at):
            outcome, reason = Outcome.degraded, "certificate_soon"
    return Answer(outcome, reason, watch.first_byte, watch.phases(), response.certificate_until, note, wait)


def expires_within(until: Instant | None, days: int | None, at: Instant) -> bool:
    """Whether the certificate lasts fewer than so many days."""
    return until is not None and days is not None and until - at < days * DAY


def retry_after(response: Response) -> Millis | None:
    """The pause that the endpoint asks for; 0 where it says so in a form that we do not read (a date)."""
    if response.status not in (429, 503):
        return None
    said = response.header("retry-after")
    if not said:
        return 0 if response.status == 429 else None
    return int(said[0]) * SECOND if said[0].isascii() and said[0].isdigit() and len(said[0]) < 10 else 0


def _response_reason(response: Response, options: Options) -> tuple[str, str]:
    expect = options.expect
    if not any(low <= response.status <= high for low, high in expect.status):
        return f"http_{response.status}", ""
    for name, rule in expect.headers.items():
        if not holds(rule, response.header(name)):
            return "header_mismatch", f"The header {name} is not as expected."
    if not expect.body and not expect.values:
        return "ok", "The answer is compressed unasked." if response.encoding not in ("", "identity") else ""
    if response.encoding not in ("", "identity"):
        return "encoding", ""
    if expect.body:
        reason = text_reason(response.body, expect.body)
        if reason != "ok":
            return reason, ""
    return _json_reason(response, expect.values) if expect.values else ("ok", "")


def _json_reason(response: Response, rules: dict[str, ValueRule]) -> tuple[str, str]:
    if not response.complete:
        return "body_too_large", "Values are looked for in answers of at most 64 KiB."
    try:
        value = read_json(response.body)
    except BadJson:
        return "bad_body", ""
    for path, rule in rules.items():
        if not holds(rule, compile_path(path)(value)):
            return "json_mismatch", f"The value of {path} is not as expected."
    return "ok", ""


# ---------------------------------------------------------------------------------------------------------------- texts


def text_reason(body: bytes, rule: TextRule) -> str:
    """``ok``, ``body_mismatch`` or ``pattern_slow``. Texts are compared as UTF-8, whatever the answer calls itself."""
    if any(text.encode() not in body for text in rule.contains):
        return "body_mismatch"
    if any(text.encode() in body for text in rule.not_contains):
        return "body_mismatch"
    if rule.matches is not None and not found(rule.matches, body.decode("utf-8", "replace")):
        return "body_mismatch"
    return "ok"


def found(pattern: str, text: str) -> bool:
    """Whether the pattern occurs. Raises Fault where that cannot be told in a tenth of a second."""
    from regex import search  # noqa: PLC0415 - only where a pattern is used

    try:
        return bool(search(pattern, text, timeout=_PATTERN_SECONDS))
    except TimeoutError:
        raise Fault("pattern_slow", note="The regular expression takes too long on this answer.") from None


# --------------------------------------------------------------------------------------------------------------- values


def holds(rule: ValueRule, values: Sequence[Any]) -> bool:
    """Whether every selected value is as the rule says; there must be one, unless ``exists: false``."""
    if rule.exists is False:
        return not values
    return bool(values) and all(_value_holds(rule, value) for value in values)


def _value_holds(rule: ValueRule, value: Any) -> bool:
    wanted = {name: getattr(rule, name) for name in sorted(rule.__struct_fields__)}
    return all(_OPERATORS[name](one, value) for name, one in wanted.items() if one is not UNSET)


def same(one: Any, other: Any) -> bool:
    """Equality of JSON values: true is not 1, but 1 is 1.0."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


def _any_same(wanted: Iterable[Any] | None, value: Any) -> bool:
    return any(same(one, value) for one in wanted or ())


def _compared(compare: Callable[[float, float], bool]) -> Operator:
    """The comparison of numbers; false of everything else. A text may be one: headers have no other numbers."""

    def holds_for(wanted: Any, value: Any) -> bool:
        number = _number(value)
        return wanted is None or (number is not None and compare(number, wanted))

    return holds_for


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return None


def _contains(wanted: Any, value: Any) -> bool:
    if isinstance(value, list):
        return _any_same(value, wanted)
    return isinstance(value, (str, dict)) and isinstance(wanted, str) and wanted in value


def _matches(wanted: str | None, value: Any) -> bool:
    return wanted is None or (isinstance(value, str) and found(wanted, value))


def _long_enough(wanted: Length | None, value: Any) -> bool:
    if wanted is None or not isinstance(value, (str, list, dict)):
        return wanted is None
    low = wanted.ge if wanted.eq is None else wanted.eq
    high = wanted.le if wanted.eq is None else wanted.eq
    return (low is None or len(value) >= low) and (high is None or len(value) <= high)


_OPERATORS: dict[str, Operator] = {
    "eq": same,
    "ne": lambda wanted, value: not same(wanted, value),
    "gt": _compared(operator.gt),
    "ge": _compared(operator.ge),
    "lt": _compared(operator.lt),
    "le": _compared(operator.le),
    "one_of": _any_same,
    "not_in": lambda wanted, value: not _any_same(wanted, value),
    "contains": _contains,
    "matches": _matches,
    "length": _long_enough,
    "exists": lambda _wanted, _value: True,  # ``holds`` has judged it
}
