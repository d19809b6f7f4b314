"""Pages of the plain lists of objects (§2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..model.assets import Asset, assets
from ..model.objects import Advertiser
from ..model.settings import ModelSettings
from ..records.asset_fields import listed_record
from ..requests.asset_lists import AssetList
from ..requests.parameters import Paging
from ..requests.selection import Selection
from .page import Page, compact, list_page


def asset_page(
    listed: AssetList,
    advertiser: Advertiser,
    settings: ModelSettings,
    values: Mapping[str, Any],
    paging: Paging | None,
    now: int,
    removed_field: str | None,
) -> Page:
    """One page of the objects selected by `values`, both parameters and keys of `filtering`."""
    found = latest(listed.most, assets(listed.kind, advertiser, settings, now), now)
    found = ordered(listed.default_order, values, found, now)
    records = selected(
        (*listed.selections, *listed.filtering),
        values,
        (listed_record(listed, asset, now) for asset in found),
    )
    fits = paging is not None and len(records) <= paging.page_size
    shown = None if listed.short_without_page_info and fits else paging
    return records_page(listed.list_key, records, paging, shown, removed_field, counted(listed, values, records))


def records_page(
    key: str,
    records: list[dict[str, Any]],
    paging: Paging | None,
    shown: Paging | None,
    removed_field: str | None,
    total: int | None = None,
) -> Page:
    """A page of records; `shown` is the paging in page_info, if any, and `total` the count there."""
    page = records[paging.slice(len(records))] if paging else records
    for record in page:
        record.pop(removed_field or "", None)
    total = len(records) if total is None else total
    return list_page(key, [compact(record) for record in page], shown, total)


def counted(listed: AssetList, values: Mapping[str, Any], records: list[dict[str, Any]]) -> int:
    """How many of the records page_info counts."""
    by = listed.counted_by
    if by is None or by.name in values:
        return len(records)
    return sum(by.passes(record, by.choices[0]) for record in records)


def selected(
    selections: Iterable[Selection], values: Mapping[str, Any], records: Iterable[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The records that match all selections."""
    asked = [(selection, values[selection.name]) for selection in selections if selection.name in values]
    return [record for record in records if all(each.passes(record, wanted) for each, wanted in asked)]


def latest(most: int | None, found: list[Asset], now: int) -> list[Asset]:
    """Those that were modified last, in the same order; all of them without a limit."""
    if most is None or len(found) <= most:
        return found
    kept = set(sorted(found, key=lambda asset: (asset.life.modified(now), asset.id))[-most:])
    return [asset for asset in found if asset in kept]


def ordered(default: str, values: Mapping[str, Any], found: list[Asset], now: int) -> list[Asset]:
    """The objects, which are given oldest first, in the requested order."""
    order = values.get("sort_field", values.get("order_by", default))
    if order == "MODIFY_TIME":
        found = sorted(found, key=lambda asset: (asset.life.modified(now), asset.id))
    oldest_first = order == "EARLIEST_CREATE" or values.get("sort_type") == "ASC"
    return found if oldest_first else list(reversed(found))
