"""Metric values of many rows at once, column by column, which makes pages fast to render."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ..model.delivery import DAY_MINUTES, Maturity, Span, day_facts, reach, weights_of
from ..model.metrics import Additive, Maturing, Ratio, decimal_text, formula, rounded


class Columns:
    """Sums over groups of spans.

    `bounds` are the group borders in `spans`: group g is spans[bounds[g]:bounds[g + 1]]. `row_seeds` has one
    entry per group.
    """

    def __init__(
        self, spans: Sequence[Span], bounds: Sequence[int], row_seeds: Sequence[int], maturity: Maturity
    ) -> None:
        self._bounds = bounds
        self._row_seeds = row_seeds
        self._single = len(bounds) - 1 == len(spans) and all(b - a == 1 for a, b in pairwise(bounds))
        facts = [day_facts(span.ad, span.day) for span in spans]
        self._draws = [fact.draw for fact in facts]
        self._bases = {
            "impressions": [fact.impressions for fact in facts],
            "clicks": [fact.clicks for fact in facts],
            "spend": [fact.spend for fact in facts],
        }
        self._permilles = {
            maturing: self._permille_column(spans, maturity, maturing)
            for maturing in Maturing
            if maturing is not Maturing.NOT
        }
        self._shares = None
        if any(span.start != 0 or span.end != DAY_MINUTES for span in spans):
            weights = [weights_of(span.ad, span.day) for span in spans]
            self._shares = [
                (weight[span.start], weight[span.end], weight[-1])
                for span, weight in zip(spans, weights, strict=True)
            ]
        self._sums: dict[str, list[int]] = {}

    def integers(self, name: str) -> list[int]:
        """The metric of every group, as integers of its last decimal."""
        if name not in self._sums:
            self._sums[name] = self._compute(name)
        return self._sums[name]

    def texts(self, name: str) -> list[str]:
        """The metric of every group as TikTok writes it: numbers as text, "-" for no value (§3.6)."""
        rule, values = formula(name), self.integers(name)
        if isinstance(rule, Ratio):
            texts = _decimals(values, rule.decimals)
            if rule.dash_when_zero:
                return [
                    "-" if part == 0 else text
                    for part, text in zip(self.integers(rule.denominator), texts, strict=True)
                ]
            return texts
        if isinstance(rule, Additive) and rule.money:
            return _decimals(values, 2)
        if isinstance(rule, Additive) and rule.dash_when_zero:
            return [str(value) if value else "-" for value in values]
        return [str(value) for value in values]

    def _compute(self, name: str) -> list[int]:
        rule = formula(name)
        if isinstance(rule, Additive):
            return self._additive(rule)
        if isinstance(rule, Ratio):
            above, below = self.integers(rule.numerator), self.integers(rule.denominator)
            return [rounded(rule.scale * a, b) for a, b in zip(above, below, strict=True)]
        return [
            reach(value, seed)
            for value, seed in zip(self.integers("impressions"), self._row_seeds, strict=True)
        ]

    def _additive(self, rule: Additive) -> list[int]:
        values = self._bases[rule.base]
        if (rule.low, rule.span, rule.divisor) != (1, 1, 1):
            low, span, shift, divisor = rule.low, rule.span, rule.shift, rule.divisor
            values = [
                v * (low + (h >> shift) % span) // divisor for v, h in zip(values, self._draws, strict=True)
            ]
        permilles = self._permilles.get(rule.maturing)
        if permilles:
            values = [v * permille // 1000 for v, permille in zip(values, permilles, strict=True)]
        if self._shares:
            values = [
                v * end // whole - v * start // whole
                for v, (start, end, whole) in zip(values, self._shares, strict=True)
            ]
        if self._single:
            return values
        return [sum(values[start:end]) for start, end in pairwise(self._bounds)]

    @staticmethod
    def _permille_column(spans: Sequence[Span], maturity: Maturity, maturing: Maturing) -> list[int] | None:
        """None if every day is final, which is the usual and the fast case. The spans are of one account."""
        if spans and spans[0].ad.advertiser.click_windows:
            return [maturity.permille(maturing, span.ad, span.day) for span in spans]
        ads = {span.day: span.ad for span in spans}
        by_day = {day: maturity.permille(maturing, ad, day) for day, ad in ads.items()}
        if all(permille == 1000 for permille in by_day.values()):
            return None
        return [by_day[span.day] for span in spans]


def _decimals(values: list[int], places: int) -> list[str]:
    if places == 2:
        return ["%d.%02d" % divmod(value, 100) for value in values]
    return [decimal_text(value, places) for value in values]
