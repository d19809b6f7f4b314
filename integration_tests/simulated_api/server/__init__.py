"""The server: endpoints, access, limits, faults on the wire, and the log of requests."""
