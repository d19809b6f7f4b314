"""How the simulated API behaves, independent of its data."""

from __future__ import annotations

from dataclasses import dataclass

from ..responses.envelope import Shape


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """The service's flags. Rates of 0 are unlimited."""

    shape: Shape = Shape.COMPACT
    gzip: bool = False
    latency: float = 0.0
    latency_jitter: float = 0.0
    qps: int = 0
    qpm: int = 0
    advertiser_qps: int = 0
    gmv_max_qps: int = 0
    gmv_max_qpm: int = 0
    rate_penalty: float = 0.0
    timeout_scale: int = 0
    id_limit: int = 20_000
    listed_videos: int = 10_000
    sandbox: bool = False
    lifetime: bool = True
    advertiser_lifetime: bool = False
    lenient: bool = False
    campaigns_default_all: bool = False
    instant_page_filters_required: bool = False
    as_documented: bool = False
    shown: frozenset[str] = frozenset()
    combined_filters: bool = True
    task_qps: int = 0
    task_checks: int = 2
    task_outcome: str = "SUCCESS"
    cache_bytes: int = 1 << 30
