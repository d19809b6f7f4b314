"""Which metrics are available with a dimension in BASIC reports (§3.4).

The lists of ad_type, search_terms, page_id, component_name, room_id and post_id are those of document
1759239462689793. The other dimensions' lists are not known: they accept what all six have in common, and the metrics of
their own purpose.
"""

from __future__ import annotations

from functools import cache

from ..facts import metric_facts

COMMON = "spend cpc cpm impressions clicks ctr conversion cost_per_conversion conversion_rate"
REAL_TIME = "real_time_conversion real_time_cost_per_conversion real_time_conversion_rate"
RATES_V2 = "conversion_rate_v2 real_time_conversion_rate_v2"
VIEWS = (
    "video_play_actions video_watched_2s video_watched_6s average_video_play video_views_p25 video_views_p50 "
    "video_views_p75 video_views_p100 engaged_view"
)
PRODUCTS = (
    "onsite_add_to_wishlist cost_per_onsite_add_to_wishlist onsite_add_to_wishlist_rate "
    "value_per_onsite_add_to_wishlist total_onsite_add_to_wishlist_value ix_product_click_count "
    "cost_per_ix_product_click_count ix_product_click_count_rate"
)
SEARCH = (
    f"{COMMON} real_time_conversion result cost_per_result result_rate video_play_actions engaged_view "
    "engaged_view_15s"
)
# The metrics of a dimension, and the categories that it accepts as a whole.
NAMED = {
    "ad_type": (
        f"{COMMON} {REAL_TIME} {VIEWS} gross_impressions engaged_view_15s clicks_on_music_disc follows likes "
        "comments shares profile_visits profile_visits_rate total_landing_page_view "
        "cost_per_landing_page_view landing_page_view_rate skan_conversion skan_cost_per_conversion "
        "skan_conversion_rate skan_app_install skan_cost_per_app_install skan_app_install_withheld"
    ),
    "page_id": (
        f"{COMMON} {REAL_TIME} {RATES_V2} gross_impressions onsite_form onsite_download_start "
        "ix_page_view_count ix_button_click_count ix_product_click_count"
    ),
    "component_name": f"{COMMON} {REAL_TIME} {RATES_V2} gross_impressions",
    "room_id": f"{COMMON} conversion_rate_v2 {PRODUCTS}",
    "post_id": f"{COMMON} conversion_rate_v2 {VIEWS} {PRODUCTS}",
    "search_terms": SEARCH,
    "search_keyword": SEARCH,
    "match_type": SEARCH,
    "image_id": COMMON,
    "video_material_id": COMMON,
    "minis_id": COMMON,
    "custom_event_type": COMMON,
    "event_source_id": COMMON,
    "skan_postback_sequence": COMMON,
}
CATEGORIES = {
    "page_id": "instant experience",
    "component_name": "instant experience",
    "image_id": "image",
    "video_material_id": "video",
    "skan_postback_sequence": "SKAN",
}
# Not in the shop lists of rooms and posts, though in the same category.
BY_ORDER_SUBMISSION = "shop_"
SHOPPED = {"room_id", "post_id"}


@cache
def metrics_with(dimension: str) -> frozenset[str] | None:
    """The numeric metrics of a BASIC report by that dimension; None if it has all of them."""
    if dimension not in NAMED:
        return None
    names = set(NAMED[dimension].split())
    for name, fact in metric_facts().items():
        if fact.category == CATEGORIES.get(dimension) and fact.rule in {"", "image_id"}:
            names.add(name)
        if dimension in SHOPPED and fact.category == "shop" and not name.startswith(BY_ORDER_SUBMISSION):
            names.add(name)
    return frozenset(names)
