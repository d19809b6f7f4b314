"""The order of a report's rows (§3.1: unsorted by default)."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from heapq import nlargest
from typing import NamedTuple

from ..model.draws import MASK, draw, mix
from ..requests.report_query import ReportQuery


class RowKey(NamedTuple):
    """One row: an object, by its index, and a day, an hour and breakdown values if requested."""

    place: int
    day: int
    hour: int
    values: tuple[str, ...]


def unsorted_order(keys: Sequence[RowKey], ids: Sequence[int], query: ReportQuery) -> array[int]:
    """A pseudo-random order of the rows, drawn from the whole query and each row's own key.

    So all pages of a query are consistent, even if a row is added between two of them, but a query for other metrics of
    the same rows has them in another order, on other pages. `ids` are the objects' ids by index.
    """
    seed = draw(query.signature)
    # Each part of the key is a rotation of a circle, and the sum of the rotations orders the rows. Numbers of this kind
    # are the fastest to sort.
    by_place = [mix(seed, id) / MASK for id in ids]
    by_time = {time: mix(seed, time[0] * 32 + time[1]) / MASK for time in {key[1:3] for key in keys}}
    by_values = {values: draw(seed, *values) / MASK for values in {key.values for key in keys}}
    turns = [
        (by_place[place] + by_time[day, hour] + by_values[values]) % 1.0 for place, day, hour, values in keys
    ]
    return array("L", sorted(range(len(keys)), key=turns.__getitem__))


def without_last(order: Sequence[int], keys: Sequence[RowKey], count: int) -> list[int]:
    """The order without the last rows by time: the report as of a little earlier."""
    late = set(nlargest(count, order, key=lambda index: (keys[index].day, keys[index].hour, index)))
    return [index for index in order if index not in late]
