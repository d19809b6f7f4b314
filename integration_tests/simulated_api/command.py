"""The commands: `serve` and `truth`."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from typing import Any

from .model.agency import Agency
from .model.clock import Clock
from .model.settings import ModelSettings
from .options import TOLD, parser
from .responses.envelope import Shape
from .server.access import Access
from .server.service import Service
from .server.serving import Binding, serve
from .server.settings import ServiceSettings
from .truth.assets import TRUTHS, assets_truth, parse_asset_truth
from .truth.objects import objects_truth
from .truth.query import parse_truth_query
from .truth.report import report_truth

def main() -> int:
    """Runs a command; returns the exit code, which is 0, or 2 for wrong usage."""
    options = parser().parse_args()
    agency = Agency(
        ModelSettings(
            seed=options.seed,
            advertisers=options.advertisers,
            idle_advertisers=options.idle_advertisers,
            ads_per_advertiser=options.ads_per_advertiser,
            rows_per_day=options.rows_per_day,
            large_ads=options.large_ads,
            ads_per_campaign=options.ads_per_campaign,
            attribution_days=options.attribution_days,
            attribution_windows=tuple(options.attribution_windows),
            days_between_births=options.days_between_births,
            system_music=options.system_music,
            videos=options.videos,
            anchor=options.anchor,
            has_special=not options.no_special,
            special_from=options.special_from,
        )
    )
    clock = Clock(options.now)
    if options.command == "truth":
        return _tell_truth(agency, clock, options)
    service = Service(agency, clock, _service_settings(options), _access(agency, options), options.fault)
    binding = Binding(options.port, options.tls_certificate, options.tls_key)
    try:
        asyncio.run(serve(service, binding, options.prerender))
    except (OSError, ValueError) as error:
        print(f"simulated_api: error: {error}", file=sys.stderr)
        return 2
    return 0


def _tell_truth(agency: Agency, clock: Clock, options: argparse.Namespace) -> int:
    values = {name: getattr(options, name) for name in TOLD if getattr(options, name) is not None}
    try:
        truth = _truth(agency, values, clock.now())
    except ValueError as error:
        print(f"simulated_api: error: {error}", file=sys.stderr)
        return 2
    json.dump(truth, sys.stdout, ensure_ascii=False)
    print()
    return 0


def _truth(agency: Agency, values: dict[str, str], now: int) -> dict[str, Any]:
    if values["what"] in TRUTHS:
        return assets_truth(agency, parse_asset_truth(values), now)
    query = parse_truth_query(values)
    compute = report_truth if query.what == "report" else objects_truth
    return compute(agency, query, now)


def _service_settings(options: argparse.Namespace) -> ServiceSettings:
    return ServiceSettings(
        shape=Shape.ODD if options.odd else Shape.PRETTY if options.pretty else Shape.COMPACT,
        gzip=options.gzip,
        latency=options.latency,
        latency_jitter=options.latency_jitter,
        qps=options.qps,
        qpm=options.qpm,
        advertiser_qps=options.advertiser_qps,
        gmv_max_qps=options.gmv_max_qps,
        gmv_max_qpm=options.gmv_max_qpm,
        rate_penalty=options.rate_penalty,
        timeout_scale=options.timeout_penalties,
        id_limit=options.id_limit,
        listed_videos=options.listed_videos,
        sandbox=options.sandbox,
        lifetime=not options.no_lifetime,
        advertiser_lifetime=options.advertiser_lifetime,
        lenient=options.lenient,
        campaigns_default_all=options.campaigns_default_all,
        instant_page_filters_required=options.instant_page_filters_required,
        as_documented=options.as_documented,
        shown=frozenset(options.show),
        combined_filters=not options.no_combined_filters,
        task_qps=options.task_qps,
        task_checks=options.task_checks,
        task_outcome=options.task_outcome,
        cache_bytes=options.cache_mb << 20,
    )


def _access(agency: Agency, options: argparse.Namespace) -> Access:
    return Access(
        agency,
        revoked_advertisers=set(options.revoke_advertiser),
        missing_scopes=set(options.missing_scope),
        no_grants=options.no_grants,
        business_center=options.business_center,
    )
