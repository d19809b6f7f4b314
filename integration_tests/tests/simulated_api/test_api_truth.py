"""The truth against the pages, in one process: any account, moment, level and granularity."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from simulated_api.model.agency import Agency
from simulated_api.model.clock import DAY_SECONDS, local_moment, parse_moment
from simulated_api.model.settings import ModelSettings
from simulated_api.requests.parameters import Paging, parse
from simulated_api.requests.report_query import REPORT_PARAMETERS, ReportRestrictions, parse_report_query
from simulated_api.responses.report_page import report_page
from simulated_api.truth.query import TruthQuery
from simulated_api.truth.report import report_truth

AGENCIES = [
    *(Agency(ModelSettings(seed=seed, attribution_days=seed + 1, has_special=False)) for seed in range(4)),
    Agency(ModelSettings(seed=4, attribution_windows=((1, 7, 28),), has_special=False)),
]
FROM = parse_moment("2026-10-20T00:00:00Z")  # Berlin's clocks go back on the 25th
LEVELS = {"ADVERTISER": "advertiser_id", "CAMPAIGN": "campaign_id", "ADGROUP": "adgroup_id", "AD": "ad_id"}
METRICS = ("spend", "impressions", "reach", "cpm", "conversion", "skan_conversion", "cost_per_result")
AUDIENCE_METRICS = ("spend", "impressions", "cpm", "conversion", "cost_per_result")
KINDS = (
    ("BASIC", ("stat_time_day",)),
    ("BASIC", ("stat_time_hour",)),
    ("BASIC", ("stat_time_day", "country_code")),
    ("BASIC", ("stat_time_hour", "country_code")),
    ("BASIC", ("country_code",)),
    ("BASIC", ()),
    ("AUDIENCE", ("stat_time_day", "gender", "age")),
    ("AUDIENCE", ("stat_time_day", "country_code")),
    ("AUDIENCE", ("gender", "age")),
    ("AUDIENCE", ("province_id",)),
    ("AUDIENCE", ("stat_time_day", "behavior_id")),
    ("CATALOG", ("stat_time_day",)),
    ("CATALOG", ()),
)


@settings(max_examples=150, deadline=None)
@given(
    agency=st.sampled_from(AGENCIES),
    account=st.integers(0, 5),
    level=st.sampled_from(list(LEVELS)),
    kind=st.sampled_from(KINDS),
    include_deleted=st.booleans(),
    seconds=st.integers(0, 45 * DAY_SECONDS),
    days_ago=st.integers(0, 12) | st.integers(0, 800),
    days=st.integers(0, 12),
    page_size=st.integers(1, 200),
)
def test_pages_add_up_to_the_truth(
    agency: Agency,
    account: int,
    level: str,
    kind: tuple[str, tuple[str, ...]],
    include_deleted: bool,
    seconds: int,
    days_ago: int,
    days: int,
    page_size: int,
) -> None:
    advertiser = agency.advertisers[account]
    now = (FROM + seconds) // 60 * 60
    report_type, more = kind
    metrics = METRICS if report_type == "BASIC" else AUDIENCE_METRICS
    id_dimension = LEVELS[level] if level != "AD" or days_ago % 2 else "ad_id_v2"
    first = local_moment(advertiser.timezone, now).day - days_ago
    last = first if "stat_time_hour" in more else first + days
    start, end = (date.fromordinal(day) for day in (first, last))
    dimensions = (id_dimension, *more)
    truth = report_truth(
        agency,
        TruthQuery(
            "report",
            report_type=report_type,
            data_level=f"AUCTION_{level}",
            dimensions=dimensions,
            start=start,
            end=end,
            metrics=metrics,
            advertiser_id=str(advertiser.id),
            include_deleted=include_deleted,
            rows=True,
        ),
        now,
    )
    status = {"field_name": f"{level.lower()}_status", "filter_type": "IN", "filter_value": '["STATUS_ALL"]'}
    params = {
        "advertiser_id": [str(advertiser.id)],
        "report_type": [report_type],
        "data_level": [f"AUCTION_{level}"],
        "dimensions": [json.dumps(dimensions)],
        "metrics": [json.dumps(metrics)],
        "start_date": [start.isoformat()],
        "end_date": [end.isoformat()],
    }
    if include_deleted and level != "ADVERTISER":
        params["filtering"] = [json.dumps([status])]
    query = parse_report_query(parse(REPORT_PARAMETERS, params), ReportRestrictions(advertiser_lifetime=True))
    rows: dict[str, dict[str, str]] = {}
    page = total_page = 1
    while page <= total_page:
        data = json.loads(report_page(agency, advertiser, query, Paging(page, page_size), now, 20_000).data)
        page, total_page = page + 1, data["page_info"]["total_page"]
        for row in data["list"]:
            key = "|".join([str(advertiser.id), *(row["dimensions"][name] for name in dimensions)])
            assert key not in rows
            rows[key] = row["metrics"]
    assert rows == truth["rows"]
