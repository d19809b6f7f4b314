"""Facts about the simulated API's endpoints, without a request over the network."""

from __future__ import annotations

from simulated_api.server.endpoints import ENDPOINTS


def largest_page(path: str) -> int:
    """The most records on one page; 0 where lists come whole and their length is not known in advance."""
    sizes = [each.maximum for each in ENDPOINTS[path].parameters if each.name == "page_size"]
    return sizes[0] or 0 if sizes else 0
