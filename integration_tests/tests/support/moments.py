"""The moments at which an account of two advertisers is read, chosen so that the ends of days, births, changes and
deletions happen between reads."""

from __future__ import annotations

from datetime import datetime, timedelta

from support.simulation import SMALL

FLAGS = ("--now", "2026-11-03T12:00:00Z", *SMALL)
# The first day of reports, and the first of reads.
START, FIRST = "2026-10-20", datetime(2026, 10, 25)

# The accounts of SMALL are in Tokyo and eight hours behind UTC: their days end at 15:00 and at 08:00 UTC. A day ends
# everywhere at noon UTC, in UTC−12; cursors move then.
TWELVE = (
    "2026-10-25T00:00:00Z",
    # Around midnight in the time zone of each account.
    "2026-10-26T07:59:50Z", "2026-10-26T08:00:10Z", "2026-10-27T14:59:50Z", "2026-10-27T15:00:10Z",
    # Around midnight UTC.
    "2026-10-28T23:59:50Z", "2026-10-29T00:00:10Z",
    # Later by more days than the lookback, around the moment at which cursors move.
    "2026-11-03T11:59:50Z", "2026-11-03T12:00:10Z",
    # The next day, the same day again, and some days later.
    "2026-11-04T03:00:00Z", "2026-11-04T19:30:00Z", "2026-11-09T21:10:00Z",
)
# One of each kind: two nights between the accounts' midnights, one after midnight UTC, around the moment at which cursors
# move, and some days later.
SEVEN = tuple(TWELVE[place] for place in (0, 1, 2, 6, 7, 8, 11))
# Thirty days in a row, each at another hour.
THIRTY = tuple((FIRST + timedelta(days=day, hours=day * 7 % 24)).isoformat() + "Z" for day in range(30))
