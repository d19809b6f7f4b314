"""Values as JSON text, likely and unlikely, for generated pages."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from hypothesis import strategies as st

Text = st.SearchStrategy[str]

WORDS = [
    "true", "TRUE", "False", "1", "0", "yes", "", "-", "--", " -", "<5", "null", "007", " 7", "7 ", "0x1f",
    "1_0",
]
PIECES = [
    "a", "Z", " ", "é", "漢", "😀", "\u2028", "\x7f", "-", "0", "{", "}", "[", "]", ",", ":",
    "\\n", "\\r", "\\t", "\\b", "\\f", '\\"', "\\\\", "\\/",
    "\\u0041", "\\u00e9", "\\u0000", "\\u001f", "\\u2028",
    "\\ud83d\\ude00", "\\uD83D\\uDE00", "\\ud800", "\\udc00", "\\udc00\\ud800", "\\u002d",
    "a text that is longer than a block of thirty-two bytes",
]
TIMES = [
    "2026-11-03 01:02:03", "2026-11-03T23:59:59", "2026-11-03 01:02:03Z", "2026-11-03 01:02:03.123456",
    "2026-11-03", "2024-02-29", "2026-02-29", "2026-13-01", "2026-00-10", "0000-01-01", "9999-12-31 23:59:59",
    "2026-11-03 24:00:00", "2026-11-03 23:60:00", "2026-11-03 01:02", "2026-11-03 01:02:03+01:00",
    "2026-11-03 01:02:03.", "2026-11-03Z", "2026-11-3 01:02:03", "03.11.2026", "1730597523000", "999999999999",
    "1730597523", "17305975230001",
]
BOOLEANS = ["true", "false", "1", "0", '"True"', '"0"', '"fals\\u0065"']
# Each as it is written between quotes.
UNKNOWN_NAMES = ["unheard_of", "x", "", "é", "\\u0078", '\\"', "a name that is longer than most are", "😀"]
GAPS = ["", "", "", " ", "\n", "\t", "\r\n  "]


def quoted(text: str) -> str:
    return f'"{text}"'


@st.composite
def numbers(draw: Any) -> str:
    """JSON's numbers, of any size."""
    sign = draw(st.sampled_from(["", "", "", "-"]))
    whole = draw(st.sampled_from(["0", "1", "7", "12", "69", "100", "1728545390695442", "9" * 40]))
    fraction = draw(st.sampled_from(["", "", "", ".0", ".00", ".5", ".50", ".1" + "0" * 40 + "1", ".000"]))
    exponent = draw(st.sampled_from(
        [*[""] * 5, "e0", "E1", "e+2", "e-1", "E-2", "e3", "e18", "e308", "e309", "e-400", "e00", "e-00"]))
    return sign + whole + fraction + exponent


def escaped(text: str, random: Random) -> str:
    """A text without quotes and backslashes, with some of its characters escaped."""
    letters = [f"\\u{ord(c):04{random.choice('xX')}}" if random.random() < 0.3 else c for c in text]
    return "".join(letters)


TEXTS: Text = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)
NUMBERS: Text = numbers()
BY_LETTERS: Text = st.tuples(st.sampled_from(WORDS + TIMES), st.randoms(use_true_random=False)).map(
    lambda pair: escaped(*pair))
SCALARS: Text = st.one_of(
    st.sampled_from(["null", "true", "false", "{}", "[]", "[ ]", "{\n}", "1730597523000", "0", "1", "1.0"]),
    NUMBERS,
    st.one_of(NUMBERS, TEXTS, st.sampled_from(WORDS), st.sampled_from(TIMES), BY_LETTERS).map(quoted),
)


def objects(members: st.SearchStrategy[list[tuple[str, str]]]) -> Text:
    return members.map(lambda pairs: "{" + ", ".join(f"{quoted(name)} :{value}" for name, value in pairs) + "}")


def nested(inner: Text) -> Text:
    elements = st.lists(inner, max_size=3).map(lambda texts: "[" + ",\n".join(texts) + "]")
    return elements | objects(st.lists(st.tuples(st.sampled_from(UNKNOWN_NAMES), inner), max_size=3))


ANYTHING: Text = st.recursive(SCALARS, nested, max_leaves=4)


@dataclass(frozen=True)
class Values:
    """Values to choose from; those of texts without their quotes."""

    texts: list[str]
    numbers: list[str]
    times: list[str]
    scalars: list[str]
    anything: list[str]


def values() -> st.SearchStrategy[Values]:
    def some(strategy: Text) -> st.SearchStrategy[list[str]]:
        return st.lists(strategy, min_size=20, max_size=60)

    return st.builds(
        Values, some(TEXTS), some(NUMBERS), st.just(TIMES), some(SCALARS), some(ANYTHING))
