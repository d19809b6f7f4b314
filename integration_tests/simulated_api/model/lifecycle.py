"""When an object was created, changed and deleted, as a function of the simulated now."""

from __future__ import annotations

from dataclasses import dataclass

from .draws import draw, mix


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The planned life of a campaign, ad group or ad, in epoch seconds.

    `died` includes the deletion of a parent, so a deletion cascades at one moment and counts as a modification of every
    object that it deletes. Time is split into periods of `rhythm` seconds from the creation on, with one modification
    at a drawn moment in each: so the last one before any `now` is known without going through the history.
    """

    seed: int
    created: int
    died: int | None
    rhythm: int

    def exists(self, now: int) -> bool:
        return self.created <= now

    def deleted(self, now: int) -> bool:
        return self.died is not None and self.died <= now

    def modified(self, now: int) -> int:
        """The moment of the last modification up to `now`, or of the creation if there was none."""
        if self.died is not None and self.died <= now:
            return self.died
        period = (now - self.created) // self.rhythm
        for candidate in (period, period - 1):
            if candidate < 0:
                break
            moment = self.created + candidate * self.rhythm + mix(self.seed, candidate) % self.rhythm
            if moment <= now:
                return moment
        return self.created

    def revision(self, modified: int) -> int:
        """The object's revision after the modification at that moment, as a drawn number; 0 for as created."""
        return 0 if modified == self.created else draw(self.seed, "revision", modified)
