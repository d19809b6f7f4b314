"""What the simulated API says of an endpoint without being asked over the network."""

from __future__ import annotations

from simulated_api.server.endpoints import ENDPOINTS


def largest_page(path: str) -> int:
    """The records that one page may hold; 0 where lists come whole, and tell nobody before how long they are."""
    sizes = [each.maximum for each in ENDPOINTS[path].parameters if each.name == "page_size"]
    return sizes[0] or 0 if sizes else 0
