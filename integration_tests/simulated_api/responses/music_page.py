"""Pages of file/music/get/ (§2)."""

from __future__ import annotations

from ..model.objects import Advertiser
from ..model.settings import ModelSettings
from ..records.music import music_of, music_record
from ..requests.music import CREATIVE_ASSET, FILTERING, MusicQuery
from ..requests.parameters import Paging
from .asset_page import records_page, selected
from .page import Page


def music_page(
    advertiser: Advertiser, settings: ModelSettings, query: MusicQuery, paging: Paging, now: int
) -> Page:
    """A third of the music is fit for carousels."""
    pieces = [
        asset
        for asset in music_of(advertiser, settings, now)
        if query.scene == CREATIVE_ASSET or asset.index % 3 == 0
    ]
    records = (music_record(asset, now) for asset in pieces)
    sourced = (record for record in records if record["sources"][0] in query.sources)
    return records_page("musics", selected(FILTERING, query.filtering, sourced), paging, paging, None)
