"""Deterministic draws: everything in the model is a hash of the seed and of names or ids."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

Choice = TypeVar("Choice")

MASK = (1 << 64) - 1


def draw(*parts: object) -> int:
    """A 64-bit number that depends only on the parts, on every machine and in every run."""
    text = "\x1f".join(map(str, parts))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def pick(choices: Sequence[Choice], *parts: object) -> Choice:
    """One of the choices, by draw."""
    return choices[draw(*parts) % len(choices)]


def mix(seed: int, number: int) -> int:
    """A cheap 64-bit mixture of a drawn seed and a small number (SplitMix64's finaliser).

    `draw` costs a digest; this is for what happens per ad and day.
    """
    x = (seed + number * 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)
