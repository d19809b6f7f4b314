"""Secrets that are easy to find again, in every form that they may leave a program in."""

from __future__ import annotations

import html
import json
from urllib.parse import quote

# Long, so that a part of one can be told from chance, and with letters that change in addresses, JSON and HTML.
TOKEN = "tok3n+C4nary/9f27=Zq81%Lm40&Xw62'Rb75?Jd18:Vn36~Hs59!Kt04;Py"
SECRET = "s3cr3t/Can4ry+5b83=Gu47%Ne92&Mo15#Fi68?Ah21:Dx74~Uj30!Sl86;Ty"
PIECE = 14


def forms(secret: str) -> set[str]:
    """The secret as it is, and as URLs, JSON, HTML and others write it."""
    encoded = quote(secret, safe="")
    return {
        secret, encoded, lowercase_escapes(encoded), json.dumps(secret)[1:-1], html.escape(secret),
        html.escape(secret, quote=False),
    }


def lowercase_escapes(text: str) -> str:
    parts = text.split("%")
    return "%".join([parts[0], *(part[:2].lower() + part[2:] for part in parts[1:])])


def leaks(text: str) -> list[str]:
    """The pieces of the secrets in a text. Even a part is too much: cutting a text must not save a part."""
    pieces = {
        form[start : start + PIECE]
        for secret in (TOKEN, SECRET) for form in forms(secret) for start in range(len(form) - PIECE + 1)
    }
    return sorted(piece for piece in pieces if piece in text)
