"""The truth of the other lists: what each account has, in the API's own form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..model.agency import Agency
from ..model.assets import assets
from ..model.objects import Advertiser, Campaign
from ..model.smart_plus import smart_plus_objects
from ..records.ad import ad_record
from ..records.adgroup import adgroup_record
from ..records.advertiser import advertiser_record
from ..records.asset_fields import listed_record
from ..records.audience_details import audience_details
from ..records.campaign import campaign_record
from ..records.gmv_max import campaigns_of, gmv_max_campaign_record
from ..records.music import music_of, music_record
from ..records.pixel_events import instant_page_record, statistics_record
from ..records.smart_plus import smart_plus_record
from ..requests.asset_lists import ASSET_LISTS, AUDIENCES, PIXELS
from ..requests.pixel_events import GOALS
from .gmv_max import gmv_max_truth

Records = list[dict[str, Any]]
HISTORY = 100
PARAMETERS = (
    "what",
    "advertiser_id",
    "include_deleted",
    "rows",
    "start",
    "end",
    "dimensions",
    "metrics",
    "promotion_type",
    "buying_types",
    "without",
)
# What the sandbox leaves out of campaigns and their parts, of all kinds (§1).
NOT_IN_SANDBOX = "secondary_status"


@dataclass(frozen=True, slots=True)
class AssetTruthQuery:
    """`what` is an endpoint's path. Windows and columns are for daily counts."""

    what: str
    advertiser_id: str | None = None
    include_deleted: bool = False
    rows: bool = False
    start: date | None = None
    end: date | None = None
    dimensions: tuple[str, ...] = ("campaign_id", "stat_time_day")
    metrics: tuple[str, ...] = ("cost", "orders", "gross_revenue")
    promotion_type: str | None = None
    buying_types: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()

    def window(self) -> tuple[date, date]:
        if self.start is None or self.end is None:
            raise ValueError(f"{self.what} needs start and end")
        return self.start, self.end


def parse_asset_truth(values: Mapping[str, str]) -> AssetTruthQuery:
    """The query of plain texts, with lists separated by commas.

    - Throws: `ValueError` with the name of the invalid parameter.
    """
    unknown = set(values) - set(PARAMETERS)
    if unknown:
        raise ValueError(f"unknown parameters {sorted(unknown)}, known are {list(PARAMETERS)}")
    if values.get("promotion_type") not in (None, "PRODUCT", "LIVE"):
        raise ValueError("promotion_type: PRODUCT or LIVE")
    if "buying_types" in values and values["what"] not in BOUGHT:
        raise ValueError(f"buying_types go with {', '.join(BOUGHT)}")
    defaults = AssetTruthQuery(values["what"])
    return AssetTruthQuery(
        what=values["what"],
        advertiser_id=values.get("advertiser_id"),
        include_deleted=values.get("include_deleted", "0") in {"1", "true"},
        rows=values.get("rows", "0") in {"1", "true"},
        start=date.fromisoformat(values["start"]) if values.get("start") else None,
        end=date.fromisoformat(values["end"]) if values.get("end") else None,
        dimensions=tuple(values["dimensions"].split(",")) if "dimensions" in values else defaults.dimensions,
        metrics=tuple(values["metrics"].split(",")) if "metrics" in values else defaults.metrics,
        promotion_type=values.get("promotion_type"),
        buying_types=tuple(values["buying_types"].split(",")) if "buying_types" in values else None,
        without=tuple(values["without"].split(",")) if "without" in values else (),
    )


def assets_truth(agency: Agency, query: AssetTruthQuery, now: int) -> dict[str, Any]:
    """How many records there are over the chosen accounts; with `rows`, each of them with its account."""
    records = [
        {"advertiser_id": str(advertiser.id), **record}
        for advertiser in _chosen(agency, query)
        for record in TRUTHS[query.what](agency, advertiser, query, now)
    ]
    truth: dict[str, Any] = {"count": len(records)}
    for record in records:
        if record["advertiser_id"] == str(agency.sandbox_advertiser.id):
            record.pop(NOT_IN_SANDBOX, None)
    if query.rows:
        truth["records"] = records
    return truth


def _chosen(agency: Agency, query: AssetTruthQuery) -> list[Advertiser]:
    """All accounts, or the one named, which may be the sandbox's."""
    if query.advertiser_id is None:
        return list(agency.advertisers)
    everyone = (*agency.advertisers, agency.sandbox_advertiser)
    return [each for each in everyone if str(each.id) == query.advertiser_id]


CAMPAIGN_RECORDS: dict[str, Callable[[Any, int], dict[str, Any]]] = {
    "campaign": campaign_record,
    "adgroup": adgroup_record,
    "ad": ad_record,
}
BOUGHT = tuple(f"{entity}/get/" for entity in CAMPAIGN_RECORDS)
Truth = Callable[[Agency, Advertiser, AssetTruthQuery, int], Records]


def _list(path: str) -> Truth:
    listed = next(each for each in ASSET_LISTS if each.path == path)

    def records(agency: Agency, advertiser: Advertiser, query: AssetTruthQuery, now: int) -> Records:
        found = assets(listed.kind, advertiser, agency.settings, now)
        return [listed_record(listed, asset, now) for asset in found]

    return records


def _audiences(agency: Agency, advertiser: Advertiser, query: AssetTruthQuery, now: int) -> Records:
    found = assets(AUDIENCES.kind, advertiser, agency.settings, now)
    return [audience_details(asset, now, HISTORY) for asset in found]


def _music(agency: Agency, advertiser: Advertiser, query: AssetTruthQuery, now: int) -> Records:
    return [music_record(asset, now) for asset in music_of(advertiser, agency.settings, now)]


def _statistics(agency: Agency, advertiser: Advertiser, query: AssetTruthQuery, now: int) -> Records:
    start, end = query.window()
    found = assets(PIXELS.kind, advertiser, agency.settings, now)
    return [statistics_record(pixel, start, end, now) for pixel in found]


def _instant_page(agency: Agency, advertiser: Advertiser, query: AssetTruthQuery, now: int) -> Records:
    return [instant_page_record(GOALS)]


def _accounts(agency: Agency, advertiser: Advertiser, query: AssetTruthQuery, now: int) -> Records:
    return [advertiser_record(advertiser)]


def _grants(agency: Agency, advertiser: Advertiser, query: AssetTruthQuery, now: int) -> Records:
    return [{"advertiser_id": str(advertiser.id), "advertiser_name": advertiser.name}]


def _campaigns(entity: str) -> Truth:
    """Objects of one level."""

    def records(agency: Agency, advertiser: Advertiser, query: AssetTruthQuery, now: int) -> Records:
        things = agency.population(advertiser).objects(entity, now)
        found = [(thing, thing if isinstance(thing, Campaign) else thing.campaign) for thing in things]
        return [
            CAMPAIGN_RECORDS[entity](thing, now)
            for thing, campaign in found
            if not {campaign.buying_type, campaign.system_origin} & set(query.without)
            and (query.include_deleted or not thing.life.deleted(now))
            and campaign.buying_type in (query.buying_types or (campaign.buying_type,))
        ]

    return records


def _smart_plus(level: str) -> Truth:
    def records(agency: Agency, advertiser: Advertiser, query: AssetTruthQuery, now: int) -> Records:
        things = smart_plus_objects(agency.population(advertiser), level, now)
        return [
            smart_plus_record(thing, now)
            for thing in things
            if query.include_deleted or not thing.life.deleted(now)
        ]

    return records


def _gmv_max_campaigns(agency: Agency, advertiser: Advertiser, query: AssetTruthQuery, now: int) -> Records:
    return [
        gmv_max_campaign_record(campaign, now)
        for campaign in campaigns_of(advertiser, agency.settings, now)
        if (query.include_deleted or not campaign.deleted(now))
        and query.promotion_type in (None, campaign.promotion_type)
    ]


def _gmv_max_report(agency: Agency, advertiser: Advertiser, query: AssetTruthQuery, now: int) -> Records:
    start, end = query.window()
    campaigns = [
        campaign
        for campaign in campaigns_of(advertiser, agency.settings, now)
        if (query.include_deleted or not campaign.deleted(now))
        and query.promotion_type in (None, campaign.promotion_type)
    ]
    return gmv_max_truth(campaigns, start, end, query.dimensions, query.metrics, now)


TRUTHS: dict[str, Truth] = {
    "advertiser/info/": _accounts,
    "oauth2/advertiser/get/": _grants,
    **{path: _campaigns(entity) for path, entity in zip(BOUGHT, CAMPAIGN_RECORDS, strict=True)},
    **{listed.path: _list(listed.path) for listed in ASSET_LISTS},
    **{f"smart_plus/{level}/get/": _smart_plus(level) for level in ("campaign", "adgroup", "ad")},
    "dmp/custom_audience/get/": _audiences,
    "file/music/get/": _music,
    "pixel/event/stats/": _statistics,
    "pixel/instant_page/event/": _instant_page,
    "gmv_max/campaign/get/": _gmv_max_campaigns,
    "gmv_max/report/get/": _gmv_max_report,
}
