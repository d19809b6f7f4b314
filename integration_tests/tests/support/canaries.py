"""Secrets that are easy to find in a text, in every form in which a program may write them."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

# Long, so that a part of one cannot occur by chance, and with characters that are escaped in URLs, JSON and HTML.
TOKEN = "tok3n+C4nary/9f27=Zq81%Lm40&Xw62'Rb75?Jd18:Vn36~Hs59!Kt04;Py"
SECRET = "s3cr3t/Can4ry+5b83=Gu47%Ne92&Mo15#Fi68?Ah21:Dx74~Uj30!Sl86;Ty"
# An advertiser that is not granted. Like all secrets here it is not only digits, which occur in many files.
REFUSED = "r3fus3d-9Kq4Zx7Wb2Lm8Vj5Hd1Ys6Gf0Tn"
PIECE = 14


def forms(secret: str) -> set[str]:
    """The secret as it is, and as it is written in URLs, JSON, HTML and other encodings."""
    encoded = quote(secret, safe="")
    return {
        secret, encoded, lowercase_escapes(encoded), json.dumps(secret)[1:-1], html.escape(secret),
        html.escape(secret, quote=False),
    }


def lowercase_escapes(text: str) -> str:
    parts = text.split("%")
    return "%".join([parts[0], *(part[:2].lower() + part[2:] for part in parts[1:])])


def leaks(text: str) -> list[str]:
    """The pieces of the secrets in a text. Even a part must not appear, for example where a text was cut."""
    pieces = {
        form[start : start + PIECE]
        for secret in (TOKEN, SECRET) for form in forms(secret) for start in range(len(form) - PIECE + 1)
    }
    return sorted(piece for piece in pieces if piece in text)


# Every test checks for secrets: those that any run of this session was given are searched in the output of every run.
_given: set[str] = set()
_documents: set[Path] = set()
SECRETS = ("access_token", "secret", "other_secret", "sandbox_access_token")
# Secrets with fewer different characters are ordinary words or zeros, which may occur anywhere.
SHORTEST = 12
REFERENCE = "${"
# The names of the files in which Airbyte's test kit passes the configuration.
OF_KITS = "temp_config_"
# Larger files are sparse files that tests have made.
LARGEST = 2 << 30


def note(document: Any) -> None:
    """Remembers the secrets in a document, which may also be JSON text."""
    if isinstance(document, str | bytes):
        try:
            document = json.loads(document)
        except (ValueError, RecursionError):
            return
    _given.update(_secrets(document))


def note_file(path: Path) -> None:
    """Whether the test itself wrote the file, so that it may contain secrets."""
    _documents.add(path)


def _secrets(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, member in value.items():
            if name in SECRETS and isinstance(member, str):
                if len(set(member)) >= SHORTEST and not member.startswith(REFERENCE):
                    yield member
            elif isinstance(member, dict):
                yield from _secrets(member)


@cache
def _pieces(secret: str) -> tuple[bytes, ...]:
    """The pieces of a secret. Every text that has at least two pieces' length of it, in any form, contains one of them."""
    found = {
        form[start : start + PIECE] for form in forms(secret)
        for start in range(0, len(form) - PIECE + 1, PIECE)}
    return tuple(sorted(piece.encode() for piece in found))


def told(content: bytes) -> list[str]:
    """The pieces of the session's secrets in an output."""
    return [
        piece.decode() for secret in sorted(_given) for piece in _pieces(secret) if piece in content]


def assert_silent(*texts: str) -> None:
    """Checks that no text contains a secret that any run of the session was given."""
    for text in texts:
        found = told(text.encode(errors="surrogatepass"))
        assert found == [], f"a secret was written: {found[:3]} in {text[:2000]!r}"


def assert_silent_folder(folder: Path) -> None:
    """Checks that no file below the folder contains a secret, except files that tests wrote it to."""
    for path in sorted(folder.rglob("*")):
        if path in _documents or path.is_symlink() or not path.is_file():
            continue
        if path.stat().st_size > LARGEST or path.name.startswith(OF_KITS):
            continue
        found = told(path.read_bytes())
        assert found == [], f"a secret is in {path}: {found[:3]}"
