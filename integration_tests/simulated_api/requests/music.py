"""Requests of file/music/get/ (§2): scenes, and how music is searched in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..model.assets import AssetKind
from .parameters import Kind, Paging, Parameter
from .refusal import invalid
from .selection import ANY_OF, CONTAINS, UNHEEDED, Selection, parse_filtering

MUSIC_PATH = "file/music/get/"
USER_MUSIC = AssetKind("user music", 17)
CREATIVE_ASSET, CAROUSEL_ADS, CATALOG_CAROUSEL = "CREATIVE_ASSET", "CAROUSEL_ADS", "CATALOG_CAROUSEL"
# Type of search → the key of `filtering` that it requires. Recommendations need a catalog or pictures.
SEARCHES = {
    "SEARCH_BY_KEYWORD": "keyword",
    "SEARCH_BY_LIKED": None,
    "SEARCH_BY_HISTORY": None,
    "SEARCH_BY_MUSIC_ID": "music_ids",
    "SEARCH_BY_SOURCE": "sources",
}
NOT_SIMULATED = "SEARCH_BY_RECOMMEND"
MUSIC_PARAMETERS = (
    Parameter("music_scene", choices=(CREATIVE_ASSET, CAROUSEL_ADS, CATALOG_CAROUSEL)),
    Parameter("search_type", choices=(*SEARCHES, NOT_SIMULATED)),
    Parameter("filtering", Kind.OBJECT),
)
FILTERING = (
    Selection("keyword", Kind.TEXT, CONTAINS, "file_name"),
    Selection("music_ids", Kind.IDS, ANY_OF, "music_id", maximum=100),
    Selection("material_ids", Kind.IDS, ANY_OF, "material_id", maximum=100),
    Selection("styles", Kind.TEXTS, ANY_OF, "style", maximum=1),
    Selection("sources", Kind.TEXTS, UNHEEDED, "", maximum=1, choices=("USER", "SYSTEM")),
)
DEEPEST_ROW = 100_000


def system_music(count: int) -> AssetKind:
    """The pieces that every account is offered."""
    return AssetKind("system music", count)


@dataclass(frozen=True, slots=True)
class MusicQuery:
    """A query: the scene, the sources, and the values of `filtering`."""

    scene: str
    search_type: str | None
    sources: tuple[str, ...]
    filtering: Mapping[str, Any]

    @property
    def default_page_size(self) -> int:
        return 200 if self.search_type in {"SEARCH_BY_KEYWORD", "SEARCH_BY_HISTORY"} else 1000

    def check_depth(self, paging: Paging) -> None:
        """Rows far down the list cannot be reached."""
        if paging.page * paging.page_size > DEEPEST_ROW:
            raise invalid(f"page: page * page_size must be less than or equal to {DEEPEST_ROW}.")


def parse_music(values: Mapping[str, Any]) -> MusicQuery:
    """The query; 40002 if scene, type of search and filter cannot be combined."""
    scene, search_type = values.get("music_scene", CREATIVE_ASSET), values.get("search_type")
    filtering = parse_filtering(FILTERING, values.get("filtering", {}))
    if scene == CREATIVE_ASSET and search_type is not None:
        raise invalid(f"search_type: Not supported when music_scene is {CREATIVE_ASSET}.")
    if scene != CREATIVE_ASSET:
        _check_search(scene, search_type, filtering)
    sources = ("USER",) if search_type == "SEARCH_BY_SOURCE" else ("USER", "SYSTEM")
    return MusicQuery(scene, search_type, filtering.get("sources", sources), filtering)


def _check_search(scene: str, search_type: str | None, filtering: Mapping[str, Any]) -> None:
    if search_type is None:
        raise invalid(f"search_type: Missing data for required field when music_scene is {scene}.")
    if search_type == NOT_SIMULATED:
        raise invalid(f"search_type: {NOT_SIMULATED} is not simulated.")
    needed = SEARCHES[search_type]
    if needed and needed not in filtering:
        raise invalid(f"filtering.{needed}: Missing data for required field with {search_type}.")
    if search_type == "SEARCH_BY_SOURCE" and filtering["sources"] != ("USER",):
        raise invalid("filtering.sources: 'SYSTEM' is not acceptable, correct is ['USER']")
    for key in ("material_ids", "styles"):
        if key in filtering:
            raise invalid(f"filtering.{key}: Not supported when music_scene is {scene}.")
