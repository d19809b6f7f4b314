"""Fault rules: which requests a fault applies to."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..requests.refusal import INVALID_PARAMETER, invalid_metrics

MATCH_KEYS = (
    "path", "advertiser_id", "page", "start_date", "metric", "filtering", "window_days_over", "page_size_over", "nth",
    "times")

# Effect → its settings with their defaults; None marks a required one.
EFFECTS: dict[str, dict[str, Any]] = {
    # the content of the answer
    "status": {"status": None, "body": "<html><body>{status}</body></html>", "headers": {}},
    "code": {"code": None, "message": "Simulated fault."},
    "empty": {},
    "malformed": {},
    "shape": {"body": "[]"},
    "null_data": {},
    "no_page_info": {},
    "truncate": {"fraction": 0.5},
    "invalid_utf8": {},
    "lone_surrogate": {},
    "redirect": {"status": 302, "location": None},
    "shift_rows": {"rows": 1},
    "late_row": {"rows": 1, "after": 1},
    "task_outcome": {"status": "FAILED", "message": "Simulated failure."},
    # how it is sent over the wire
    "reset": {},
    "cut": {"fraction": 0.5},
    "stall": {"seconds": 3600, "after_bytes": 0, "then": "reset"},
    "drip": {"bytes": 1024, "interval": 0.05},
    "content_length": {"delta": 100},
    "truncated_gzip": {"fraction": 0.5},
    # conditions with their own matching
    "refuse_metric": {"metric": None},
    "refuse_field": {"field": None},
    "too_large": {"days": None},
}
LASTING = ("refuse_metric", "refuse_field", "too_large", "late_row")


@dataclass(slots=True)
class Rule:
    """One fault. It applies from the `nth` matching request on, `times` times (None: always)."""

    text: str
    effect: str
    settings: Mapping[str, Any]
    path: re.Pattern[str] = re.compile("")
    advertiser_id: str | None = None
    page: int | None = None
    start_date: str | None = None
    metric: str | None = None
    field: str | None = None
    # A pattern for the parameter as it was sent.
    filtering: re.Pattern[str] | None = None
    window_days_over: int | None = None
    page_size_over: int | None = None
    nth: int = 1
    times: int | None = 1
    seen: int = dataclasses.field(default=0, init=False)
    struck: int = dataclasses.field(default=0, init=False)
    # For each requested set of report rows: by metrics, whether the rows appear only after the request for them.
    asked: dict[str, dict[str, bool]] = dataclasses.field(default_factory=dict, init=False)

    def afresh(self) -> Rule:
        """The same rule with its counts at zero."""
        return dataclasses.replace(self)

    def strikes(self, path: str, params: Mapping[str, list[str]]) -> bool:
        """Whether the fault applies to this request; counts the request."""
        if not self._matches(path, params):
            return False
        self.seen += 1
        if self.seen < self.nth or (self.times is not None and self.struck >= self.times):
            return False
        self.struck += 1
        return True

    def _matches(self, path: str, params: Mapping[str, list[str]]) -> bool:
        if not self.path.search(path):
            return False
        if self.advertiser_id is not None and self.advertiser_id not in advertisers_asked_for(params):
            return False
        if self.page is not None and params.get("page", ["1"])[0] != str(self.page):
            return False
        if self.start_date is not None and params.get("start_date") != [self.start_date]:
            return False
        if self.metric is not None and self.metric not in _texts(params, "metrics"):
            return False
        if self.field is not None and "fields" in params and self.field not in _texts(params, "fields"):
            return False
        if self.filtering is not None and not self.filtering.search(params.get("filtering", [""])[0]):
            return False
        # A request for the id of a single campaign is a look-up: only a rule that names it applies to it.
        is_look_up = params.get("page_size") == ["1"] and params.get("fields") == ['["campaign_id"]']
        if self.filtering is None and is_look_up:
            return False
        if self.effect == "late_row" and not self._comes_too_early(params):
            return False
        if self.page_size_over is not None and int(params.get("page_size", ["10"])[0]) <= self.page_size_over:
            return False
        return self.window_days_over is None or _window_days(params) > self.window_days_over

    def _comes_too_early(self, params: Mapping[str, list[str]]) -> bool:
        """Whether the rows appear only after this request: it, or the first page of the same query, was sent before more
        than `after` requests for metrics of the same rows.
        """
        same = {name: values for name, values in params.items() if name not in {"page", "metrics"}}
        asked = self.asked.setdefault(json.dumps(same, sort_keys=True), {})
        metrics = json.dumps(params.get("metrics"))
        if params.get("page", ["1"]) == ["1"] or metrics not in asked:
            asked[metrics] = len(asked.keys() | {metrics}) <= self.settings["after"]
        return asked[metrics]


class RuleError(ValueError):
    """A rule that cannot be understood."""


def parse_rule(value: Any) -> Rule:
    """A rule from its JSON: match keys, and `effect`, which is an effect's name or `{"kind": …, settings}`."""
    if not isinstance(value, dict) or "effect" not in value:
        raise RuleError(f"a fault is an object with an effect, not {value!r}")
    effect = value["effect"]
    effect = {"kind": effect} if isinstance(effect, str) else dict(effect)
    kind = effect.pop("kind", None)
    if kind not in EFFECTS:
        raise RuleError(f"unknown effect {kind!r}, known are {sorted(EFFECTS)}")
    unknown = sorted(set(effect) - set(EFFECTS[kind])) + sorted(set(value) - {*MATCH_KEYS, "effect"})
    if unknown:
        raise RuleError(f"unknown keys {unknown} in fault {kind}")
    settings = {**EFFECTS[kind], **effect}
    missing = [name for name, setting in settings.items() if setting is None]
    if missing:
        raise RuleError(f"fault {kind} needs {missing}")
    times = value.get("times", "always" if kind in LASTING else 1)
    rule = Rule(
        text=json.dumps(value, ensure_ascii=False),
        effect=kind,
        settings=settings,
        path=re.compile(value.get("path", "")),
        advertiser_id=str(value["advertiser_id"]) if "advertiser_id" in value else None,
        page=value.get("page"),
        start_date=value.get("start_date"),
        metric=value.get("metric"),
        filtering=re.compile(value["filtering"]) if "filtering" in value else None,
        window_days_over=value.get("window_days_over"),
        page_size_over=value.get("page_size_over"),
        nth=value.get("nth", 1),
        times=None if times == "always" else int(times),
    )
    if kind == "refuse_metric":
        rule.metric, rule.effect = settings["metric"], "code"
        rule.settings = {"code": INVALID_PARAMETER, "message": invalid_metrics([settings["metric"]]).message}
    if kind == "refuse_field":
        rule.field = settings["field"]
    if kind == "too_large":
        rule.window_days_over, rule.effect = settings["days"], "code"
        rule.settings = {"code": 40067, "message": "The query is too large, please reduce the date range."}
    return rule


def advertisers_asked_for(params: Mapping[str, list[str]]) -> list[str]:
    """The ids in `advertiser_id` and `advertiser_ids`, as far as they can be read."""
    return [*params.get("advertiser_id", []), *_texts(params, "advertiser_ids")]


def _texts(params: Mapping[str, list[str]], name: str) -> list[str]:
    try:
        values = json.loads(params.get(name, ["[]"])[0])
    except ValueError:
        return []
    return [str(value) for value in values] if isinstance(values, list) else []


def _window_days(params: Mapping[str, list[str]]) -> int:
    try:
        start, end = (date.fromisoformat(params[name][0]) for name in ("start_date", "end_date"))
    except (KeyError, ValueError):
        return 0
    return (end - start).days + 1
