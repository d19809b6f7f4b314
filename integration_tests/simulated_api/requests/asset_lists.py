"""The plain lists of objects (§2): one row each. A row is all that a new list needs."""

from __future__ import annotations

from dataclasses import dataclass

from ..model.assets import VIDEO, AssetKind
from .parameters import Kind, Parameter
from .selection import ANY_OF, CONTAINS, EQUALS, UNHEEDED, Selection

SORT_FIELD = Parameter("sort_field", choices=("CREATE_TIME", "MODIFY_TIME"))
SORT_FIELDS = (SORT_FIELD, Parameter("sort_type", choices=("ASC", "DESC")))
# Product cards and tiles exist, but cannot be requested by type.
PORTFOLIO_TYPES = (
    "CARD",
    "WEB_INFO_CARD",
    "DOWNLOAD_CARD",
    "INVENTORY_CARD",
    "COUNTDOWN_STICKER",
    "REMINDER_COUNTDOWN_STICKER",
    "LIVE_REMINDER_COUNTDOWN_STICKER",
    "GIFTCODE_STICKER",
    "PREMIUM_BADGE",
    "GESTURE",
    "SUPER_LIKE",
)


@dataclass(frozen=True, slots=True)
class AssetList:
    """A list endpoint.

    `facts` is the fact file of its records, `id_field` where a record has its id (dotted when nested), with
    `id_prefix` before the digits. Without a `page_size` the list comes whole and takes no page; with
    `short_without_page_info` a list that fits on one page comes without page_info. `omitted` fields are told
    elsewhere. `selections` are parameters of their own, `filtering` the keys of the object of that name.
    Without the parameter `counted_by`, page_info counts only what has its first choice. `demands` are parameters
    that take another one: a name, its value, and the other's name. Of more objects than `most`, only those that were
    modified last are listed and counted.
    """

    path: str
    facts: str
    id_field: str
    kind: AssetKind
    page_size: int | None
    default_page_size: int = 10
    list_key: str = "list"
    id_prefix: str = ""
    short_without_page_info: bool = False
    selections: tuple[Selection, ...] = ()
    filtering: tuple[Selection, ...] = ()
    order: tuple[Parameter, ...] = ()
    default_order: str = "CREATE_TIME"
    omitted: tuple[str, ...] = ()
    in_sandbox: bool = True
    counted_by: Selection | None = None
    demands: tuple[tuple[str, str, str], ...] = ()
    most: int | None = None


AUDIENCES = AssetList(
    "dmp/custom_audience/list/",
    "custom_audience",
    "audience_id",
    AssetKind("custom audience", 130),
    page_size=100,
    selections=(Selection("custom_audience_ids", Kind.IDS, ANY_OF, "audience_id", maximum=100),),
    omitted=(
        "audience_sub_type",
        "is_auto_refresh",
        "owner_id",
        "rule",
        "lookalike_spec",
        "msg",
        "error_msg",
    ),
)
IMAGES = AssetList(
    "file/image/ad/search/",
    "image",
    "image_id",
    AssetKind("image", 120),
    page_size=100,
    default_page_size=20,
    id_prefix="ad-site-i18n-sg/",
    filtering=(
        Selection("image_ids", Kind.TEXTS, ANY_OF, "image_id", maximum=100),
        Selection("material_ids", Kind.IDS, ANY_OF, "material_id", maximum=1000),
        Selection("height", Kind.INTEGER, EQUALS, "height"),
        Selection("width", Kind.INTEGER, EQUALS, "width"),
        Selection("ratio", Kind.NUMBERS, UNHEEDED, ""),
        Selection("displayable", Kind.BOOLEAN, EQUALS, "displayable"),
    ),
    order=SORT_FIELDS,
)
VIDEOS = AssetList(
    "file/video/ad/search/",
    "video",
    "video_id",
    VIDEO,
    page_size=100,
    default_page_size=20,
    id_prefix="v10033g5",
    filtering=(
        Selection("video_ids", Kind.TEXTS, ANY_OF, "video_id", maximum=100),
        Selection("material_ids", Kind.IDS, ANY_OF, "material_id", maximum=20),
        Selection("video_name", Kind.TEXT, CONTAINS, "file_name"),
        Selection("video_material_sources", Kind.TEXTS, UNHEEDED, ""),
    ),
    # Always descending.
    order=(SORT_FIELD,),
    most=10_000,
)
PORTFOLIOS = AssetList(
    "creative/portfolio/list/",
    "portfolio",
    "creative_portfolio_id",
    AssetKind("creative portfolio", 108),
    page_size=100,
    default_page_size=20,
    list_key="creative_portfolios",
    short_without_page_info=True,
    filtering=(
        Selection("creative_portfolio_ids", Kind.IDS, ANY_OF, "creative_portfolio_id", maximum=100),
        Selection(
            "creative_portfolio_types",
            Kind.TEXTS,
            ANY_OF,
            "creative_portfolio_type",
            choices=PORTFOLIO_TYPES,
        ),
    ),
)
PIXELS = AssetList(
    "pixel/list/",
    "pixel",
    "pixel_id",
    AssetKind("pixel", 24, days_between_births=10),
    page_size=20,
    list_key="pixels",
    selections=(
        Selection("pixel_id", Kind.ID, EQUALS, "pixel_id"),
        Selection("code", Kind.TEXT, EQUALS, "pixel_code"),
        Selection("name", Kind.TEXT, CONTAINS, "pixel_name"),
    ),
    filtering=(Selection("available_for_catalog_only", Kind.BOOLEAN, UNHEEDED, ""),),
    order=(Parameter("order_by", choices=("EARLIEST_CREATE", "LATEST_CREATE")),),
    default_order="EARLIEST_CREATE",
    in_sandbox=False,
)
SPARK_POSTS = AssetList(
    "tt_video/list/",
    "spark_ad",
    "item_info.item_id",
    AssetKind("spark post", 57),
    page_size=50,
    default_page_size=20,
    selections=(
        Selection("keyword", Kind.TEXT, CONTAINS, "item_info.text"),
        Selection(
            "item_types", Kind.TEXTS, ANY_OF, "item_info.item_type", choices=("VIDEO", "CAROUSEL")
        ),
    ),
    in_sandbox=False,
)
SAVED_AUDIENCES = AssetList(
    "dmp/saved_audience/list/", "saved_audience", "saved_audience_id", AssetKind("saved audience", 105),
    page_size=100, list_key="saved_audiences")
IDENTITY_TYPE = Selection(
    "identity_type",
    Kind.TEXT,
    EQUALS,
    "identity_type",
    choices=("CUSTOMIZED_USER", "AUTH_CODE", "TT_USER", "BC_AUTH_TT"),
)
IDENTITIES = AssetList(
    "identity/get/",
    "identity",
    "identity_id",
    AssetKind("identity", 250),
    page_size=100,
    default_page_size=20,
    list_key="identity_list",
    selections=(
        IDENTITY_TYPE,
        Selection("identity_authorized_bc_id", Kind.ID, EQUALS, "identity_authorized_bc_id"),
    ),
    filtering=(Selection("keyword", Kind.TEXT, CONTAINS, "display_name"),),
    counted_by=IDENTITY_TYPE,
    demands=(("identity_type", "BC_AUTH_TT", "identity_authorized_bc_id"),),
)
STORES = AssetList(
    "gmv_max/store/list/",
    "gmv_max_store",
    "store_id",
    AssetKind("store", 3, days_between_births=30),
    page_size=None,
    list_key="store_list",
    in_sandbox=False,
)

ASSET_LISTS = (
    AUDIENCES,
    IMAGES,
    VIDEOS,
    PORTFOLIOS,
    PIXELS,
    SPARK_POSTS,
    SAVED_AUDIENCES,
    IDENTITIES,
    STORES,
)
