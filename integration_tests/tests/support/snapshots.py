"""The texts that users see, recorded next to the tests: one file for each suite, a heading for each test.

RECORD_SNAPSHOTS=1 records the current texts; such a run fails, so that it is not mistaken for a passed test.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "snapshots"
HEADING = "## "


@dataclass(frozen=True)
class Snapshot:
    """The text that a test expects. ``folder`` is the test's own folder, which is different every time."""

    file: Path
    heading: str
    folder: Path

    def matches(self, text: str) -> None:
        text = plain(text, self.folder)
        texts = read(self.file)
        if os.environ.get("RECORD_SNAPSHOTS") == "1":
            write(self.file, texts | {self.heading: text})
            raise AssertionError(f"recorded in {self.file.name}: {text}")
        assert self.heading in texts, f"{self.file} has no '{self.heading}'. RECORD_SNAPSHOTS=1 records it: {text}"
        assert text == texts[self.heading], f"{text!r}\nis not what {self.file.name} has: {texts[self.heading]!r}"


def plain(text: str, folder: Path) -> str:
    """The text without what is different in every run: paths, ports, ids of requests, times."""
    text = text.replace(str(folder), "FOLDER")
    text = re.sub(r"\b(127\.0\.0\.1|localhost):\d+", r"\1:PORT", text)
    text = re.sub(r"\brequest_id \w+", "request_id ID", text)
    text = re.sub(r"\b\d+(\.\d+)? (ms|s)\b", r"N \2", text)
    return text.strip("\n")


def read(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    sections = re.split(rf"^{HEADING}", file.read_text(), flags=re.MULTILINE)[1:]
    texts = (section.split("\n", 1) for section in sections)
    return {heading: text.strip("\n") for heading, text in texts}


def write(file: Path, texts: dict[str, str]) -> None:
    file.parent.mkdir(exist_ok=True)
    sections = (f"{HEADING}{heading}\n\n{text}\n" for heading, text in sorted(texts.items()))
    file.write_text("\n".join(sections))
