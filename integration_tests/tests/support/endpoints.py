"""What is known of the endpoints before anything is asked, from the rows that the simulated API has of them."""

from __future__ import annotations

from functools import cache


@cache
def page_size(path: str) -> int:
    """The most records of a page (§2 of the fact sheet); 0 of lists that come whole."""
    from simulated_api.server.endpoints import ENDPOINTS

    sizes = [each.maximum for each in ENDPOINTS[path].parameters if each.name == "page_size"]
    return int(sizes[0] or 0) if sizes else 0
