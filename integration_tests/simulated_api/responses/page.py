"""A rendered page, and the cache of them."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from ..requests.parameters import Paging


@dataclass(slots=True)
class Page:
    """The `data` of an envelope as JSON bytes, and what the log needs of it.

    With a content type, it is the whole body, which has no envelope. `bodies` caches whole bodies that are expensive to
    make (compressed, or in an unusual form) with the page.
    """

    data: bytes
    rows: int
    headers: dict[str, str] = field(default_factory=dict)
    bodies: dict[Hashable, bytes] = field(default_factory=dict)
    content_type: str | None = None

    @property
    def size(self) -> int:
        return len(self.data) + sum(map(len, self.bodies.values()))


def compact(value: Any) -> str:
    """JSON without whitespace; characters beyond ASCII as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def list_page(key: str, rows: list[str], paging: Paging | None, total: int, **more: Any) -> Page:
    """A page of rendered rows under `key`; without `paging`, page_info is left out (§1)."""
    info = f',"page_info":{compact(paging.info(total))}' if paging else ""
    extra = "".join(f",{compact(name)}:{compact(value)}" for name, value in more.items())
    return Page(f'{{"{key}":[{",".join(rows)}]{info}{extra}}}'.encode(), len(rows))


class PageCache:
    """The most recently served pages, up to a number of bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()

    def page(self, key: Hashable, render: Callable[[], Page]) -> Page:
        """The page of that request, rendered once."""
        return self.known(key) or self.keep(key, render())

    def known(self, key: Hashable) -> Page | None:
        """The page of that request, if it has been rendered."""
        if key in self._pages:
            self._pages.move_to_end(key)
        return self._pages.get(key)

    def keep(self, key: Hashable, page: Page) -> Page:
        """Caches the page and returns it."""
        self._pages[key] = page
        size = sum(page.size for page in self._pages.values()) if len(self._pages) % 16 == 0 else 0
        while size > self._limit and len(self._pages) > 1:
            size -= self._pages.popitem(last=False)[1].size
        return page
