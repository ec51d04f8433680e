"""Every token in an answer, wherever it stands: the record redacts them also where nobody expects them."""

from __future__ import annotations

import re
from typing import Any

from ..messages import Response
from ..protocol.credentials import credentials_in, credentials_in_claims, credentials_in_text
from ..protocol.jose import parse_jwt
from ..protocol.json_text import JsonText
from ..protocol.tokens import TOKENS, json_of
from ..secret import Secret

GIVING = ("exchange", "refresh")  # the steps whose answers give tokens


def tokens_in(response: Response, content: JsonText | None = None, *, giving: bool = False) -> list[Secret]:
    """Return every token that an answer holds, wherever: deep in its JSON, in a form, in a text that does not parse, in a header.

    `content` is the JSON of the body, where it was read before. In an answer that gives tokens (`giving`) whatever is named
    as a credential is one.
    """
    headers = "\0".join(value for name, value in response.headers if "cookie" not in name.lower())
    body = response.text()
    content = content or json_of(response)
    found = [Secret(match["value"], match[1] or match[2] or match[3]) for match in _TOKEN_IN_TEXT.finditer(f"{headers} {body}")]
    if content:
        found += _tokens_in(content.value)
    jwts = [token for token in dict.fromkeys(found) if token.reveal().startswith("eyJ")]
    found += [each for token in jwts for each in credentials_in_claims(parse_jwt(token).claims)]
    if giving:
        found += credentials_in(content.value) if content else credentials_in_text(body)
        found += credentials_in_text(headers)
    return found


# name=value as in a form or an address, "name": "value" as in JSON that is cut off, or written inside other JSON; what is
# short is a word of a sentence, such as access_token=expired. The pattern begins with a plain text, which is found quickly.
_TOKEN_IN_TEXT = re.compile(
    r"""_token(?:(?<=\b(access_token))|(?<=\b(id_token))|(?<=\b(refresh_token)))"""
    r"""\\{0,3}["']?(?:=|\s{0,9}:\s{0,9}\\{0,3}["'])(?P<value>[^\s&"'<>\\;,]{16,})"""
)


def _tokens_in(value: Any) -> list[Secret]:
    if isinstance(value, list):
        return [token for item in value for token in _tokens_in(item)]
    if not isinstance(value, dict):
        return []
    found = [Secret(text, name) for name in TOKENS if name in value for text in _texts(value[name])]
    return found + [token for item in value.values() if isinstance(item, dict | list) for token in _tokens_in(item)]


def _texts(value: Any) -> list[str]:
    """Every text in a value that should be a single one."""
    items = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    return [value] if isinstance(value, str) else [text for item in items for text in _texts(item)]
