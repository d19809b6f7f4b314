"""The server: endpoints, access, limits, faults at the wire, and the record of what was asked."""
