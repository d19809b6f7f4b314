"""The options of the command line."""

from __future__ import annotations

import argparse
import json
from datetime import date

from .faults.rules import Rule, RuleError, parse_rule
from .model.attribution import WINDOW_NAMES
from .model.clock import parse_moment
from .model.objects import PROMOTE, RESERVATION_TOP_VIEW
from .model.settings import ModelSettings
from .server.settings import ServiceSettings
from .server.tasks import OUTCOMES
from .truth.assets import PARAMETERS as ASSET_PARAMETERS
from .truth.query import PARAMETERS

# What the truth can be asked by.
TOLD = tuple(dict.fromkeys((*PARAMETERS, *ASSET_PARAMETERS)))


def parser() -> argparse.ArgumentParser:
    """Of both commands."""
    made = argparse.ArgumentParser(
        prog="simulated_api", description="A simulated TikTok Marketing API v1.3."
    )
    commands = made.add_subparsers(dest="command", required=True)
    serving = commands.add_parser(
        "serve", help="serve until SIGTERM or SIGINT; prints one JSON line when ready"
    )
    _add_model(serving)
    _add_service(serving)
    truth = commands.add_parser("truth", help="print what a perfect reader would have collected, as JSON")
    _add_model(truth)
    truth.add_argument("--what", required=True, help="report, advertiser, campaign, adgroup, ad or a path")
    for name in TOLD:
        option = "--" + name.replace("_", "-")
        if name in {"include_deleted", "rows"}:
            truth.add_argument(option, action="store_const", const="1")
        elif name != "what":
            truth.add_argument(option, help="lists are separated by commas")
    return made


def _add_model(parser: argparse.ArgumentParser) -> None:
    defaults = ModelSettings()
    group = parser.add_argument_group("the model")
    group.add_argument("--seed", type=int, default=defaults.seed)
    group.add_argument(
        "--now", type=parse_moment, help="the simulated now, ISO text; default: the real clock"
    )
    group.add_argument(
        "--anchor", type=date.fromisoformat, default=defaults.anchor, help="the initial objects' day"
    )
    group.add_argument("--advertisers", type=int, default=defaults.advertisers)
    group.add_argument(
        "--idle-advertisers",
        type=int,
        default=defaults.idle_advertisers,
        metavar="N",
        help="the ads of the last N advertisers never deliver",
    )
    group.add_argument("--ads-per-advertiser", type=int, default=defaults.ads_per_advertiser)
    group.add_argument("--days-between-births", type=int, default=defaults.days_between_births)
    group.add_argument("--system-music", type=int, default=defaults.system_music, help="pieces for everybody")
    group.add_argument(
        "--videos", type=int, default=defaults.videos, metavar="N", help="of the first advertiser, at the anchor"
    )
    group.add_argument(
        "--rows-per-day",
        type=int,
        default=0,
        help="give the first advertiser so many ads, all active daily",
    )
    group.add_argument(
        "--large-ads",
        type=int,
        default=0,
        metavar="N",
        help="give the first advertiser so many ads of all ages, few of which deliver on any day",
    )
    group.add_argument(
        "--no-special", action="store_true", help="accounts without TopView and Promote campaigns"
    )
    group.add_argument(
        "--special-from",
        type=date.fromisoformat,
        metavar="DATE",
        help="TopView and Promote campaigns are created on that day (UTC) and deliver from then on",
    )
    group.add_argument("--ads-per-campaign", type=int, default=defaults.ads_per_campaign)
    group.add_argument("--attribution-days", type=int, default=defaults.attribution_days)
    group.add_argument(
        "--attribution-windows",
        type=_windows,
        action="append",
        default=[],
        metavar="DAYS,…",
        help="each ad group has its own click window, one of these (1,7,28), and its conversions grow for so long; "
        "given several times, the accounts take these lists in turn",
    )


def _windows(text: str) -> tuple[int, ...]:
    """Click windows in days; one that is named twice is twice as frequent."""
    days = tuple(map(int, text.split(",")))
    if unknown := [each for each in days if each not in WINDOW_NAMES]:
        raise argparse.ArgumentTypeError(f"no window of {unknown[0]} days; there are {[*WINDOW_NAMES]}")
    return days


def _add_service(parser: argparse.ArgumentParser) -> None:
    defaults = ServiceSettings()
    group = parser.add_argument_group("the service")
    group.add_argument("--port", type=int, default=0, help="default: a free one")
    group.add_argument("--tls-certificate", help="PEM file; serves https")
    group.add_argument("--tls-key", help="PEM file")
    group.add_argument("--pretty", action="store_true", help="pretty-printed JSON")
    group.add_argument("--odd", action="store_true", help="legal but unusual JSON")
    group.add_argument("--gzip", action="store_true", help="compress for clients that accept it")
    group.add_argument("--cache-mb", type=int, default=defaults.cache_bytes >> 20)
    group.add_argument("--prerender", action="append", default=[], metavar="PATH?QUERY")
    group.add_argument("--latency", type=float, default=0.0, metavar="SECONDS")
    group.add_argument("--latency-jitter", type=float, default=0.0, metavar="SECONDS")
    group.add_argument("--qps", type=int, default=0, help="per app; 0: unlimited")
    group.add_argument("--qpm", type=int, default=0)
    group.add_argument("--advertiser-qps", type=int, default=0, help="per advertiser and path (40133)")
    group.add_argument("--gmv-max-qps", type=int, default=0, help="of gmv_max/report/get/, in addition to the app's")
    group.add_argument("--gmv-max-qpm", type=int, default=0)
    group.add_argument(
        "--rate-penalty", type=float, default=0.0, help="seconds that each hit prolongs a restriction"
    )
    group.add_argument(
        "--timeout-penalties",
        type=int,
        default=0,
        metavar="SCALE",
        help="TikTok's penalties for time-outs, with times that pass so many times as fast; 0: none",
    )
    group.add_argument("--id-limit", type=int, default=defaults.id_limit, help="ids per synchronous report")
    group.add_argument(
        "--listed-videos",
        type=int,
        default=defaults.listed_videos,
        metavar="N",
        help="only the N videos that were modified last are listed",
    )
    group.add_argument("--sandbox", action="store_true", help="serve the sandbox at the root, too")
    group.add_argument(
        "--advertiser-lifetime", action="store_true", help="serve query_lifetime by advertiser, too"
    )
    group.add_argument(
        "--show",
        action="append",
        default=[],
        choices=(RESERVATION_TOP_VIEW, PROMOTE),
        help="reports include such campaigns by default",
    )
    group.add_argument(
        "--no-combined-filters",
        action="store_true",
        help="TopView and Promote must be requested separately in reports, too",
    )
    group.add_argument("--lenient", action="store_true", help="ignore unknown parameters")
    group.add_argument("--no-lifetime", action="store_true", help="refuse query_lifetime at every level")
    group.add_argument(
        "--campaigns-default-all", action="store_true", help="show deleted campaigns by default"
    )
    group.add_argument(
        "--instant-page-filters-required",
        action="store_true",
        help="refuse pixel/instant_page/event/ without both filters",
    )
    group.add_argument(
        "--as-documented",
        action="store_true",
        help="refuse fields of Smart+ ads that their page does not list",
    )
    group.add_argument("--task-qps", type=int, default=0, help="report tasks created per app and second")
    group.add_argument(
        "--task-checks", type=int, default=defaults.task_checks, help="checks before a report task is done"
    )
    group.add_argument("--task-outcome", choices=OUTCOMES, default=defaults.task_outcome)
    group.add_argument("--business-center", action="store_true", help="the user has a Business Center")
    group.add_argument("--missing-scope", action="append", default=[], metavar="PATH")
    group.add_argument("--revoke-advertiser", action="append", default=[], metavar="ID")
    group.add_argument("--no-grants", action="store_true", help="the user granted no advertiser")
    group.add_argument("--fault", type=_fault, action="append", default=[], metavar="JSON")


def _fault(text: str) -> Rule:
    try:
        return parse_rule(json.loads(text))
    except (RuleError, ValueError) as error:
        raise argparse.ArgumentTypeError(str(error)) from None
