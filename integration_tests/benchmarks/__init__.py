"""The connector's speed, measured against its bounds: curl, the rate limit, and the fewest possible requests."""
