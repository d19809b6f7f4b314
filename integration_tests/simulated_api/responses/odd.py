"""Legal JSON that only a complete JSON parser reads correctly.

Shuffled keys, needless escapes, numbers where TikTok writes text (seen live: samples.json), unannounced fields, and
whitespace. The values stay the same, to the last decimal.
"""

from __future__ import annotations

import json
import re
from typing import Any

from ..model.draws import draw, mix

NUMBER = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?")
UNKNOWN_FIELDS = {
    "x_experiment": {"nested": [1, None, {"deeper": 'ümlaut " \\ '}], "id": "1"},
    "x_flag": True,
}


def odd_json(body: bytes) -> str:
    """The same document in an unusual form; the same body always has the same form."""
    document = json.loads(body)
    if document.get("code") == 0:
        document["message"] = "ok"
    return _Writer(draw(len(body), body[-200:])).write(document, parent="")


class _Writer:
    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._step = 0

    def _chance(self, one_in: int) -> bool:
        self._step += 1
        return mix(self._seed, self._step) % one_in == 0

    def write(self, value: Any, parent: str, key: str = "") -> str:
        """JSON of a value that stands under `key` in the object under `parent`."""
        if isinstance(value, dict):
            return self._object(value, key)
        if isinstance(value, list):
            return "[" + ("," + self._space()).join(self.write(item, key, "[]") for item in value) + "]"
        if isinstance(value, str):
            if self._is_numeric(value, parent, key) and self._chance(3):
                return value
            return self._text(value, 4)
        return json.dumps(value)

    def _object(self, value: dict[str, Any], key: str) -> str:
        items = list(value.items())
        if key in {"[]", "page_info"} and self._chance(5):
            items += list(UNKNOWN_FIELDS.items())
        items = sorted(items, key=lambda item: mix(self._seed + self._step, draw(item[0])))
        self._step += 1
        return (
            "{"
            + ",".join(
                f"{self._space()}{self._text(name, 9)}:{self.write(item, key, name)}" for name, item in items
            )
            + "}"
        )

    def _is_numeric(self, value: str, parent: str, key: str) -> bool:
        """Metrics, and ids of any size."""
        return bool(NUMBER.fullmatch(value)) and (
            key.endswith(("_id", "_ids")) or parent == "metrics" or key == "[]"
        )

    def _text(self, value: str, one_in: int) -> str:
        if not self._chance(one_in):
            return json.dumps(value, ensure_ascii=self._chance(2)).replace(
                "/", "\\/" if self._chance(3) else "/"
            )
        units = value.encode("utf-16-be", "surrogatepass")
        return '"' + "".join(f"\\u{units[i]:02X}{units[i + 1]:02x}" for i in range(0, len(units), 2)) + '"'

    def _space(self) -> str:
        return "\r\n\t " if self._chance(11) else ""
