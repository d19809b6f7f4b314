"""How fast the connector is, measured against what bounds it: curl, the rate limit, and the fewest requests."""
