"""Live credentials that are told by their names, whatever a provider calls them and in whatever notation it writes them.

Where tokens are given (the answers of the token endpoint, the redirect), a value is a secret when its name, in small letters
and without `_` and `-`, ends in token, secret, assertion, code or rpt: `accessToken`, `device_secret`, `user-code`. A password is one
everywhere, as are the numbers that stand for one: `login-password`, `j_password`, `user[pwd]`, `password2`, `otp`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

from ..redactor import passwords_in, unescaped
from ..secret import Secret, Text

_ENDINGS = ("token", "secret", "assertion", "code", "rpt")
_NO_CREDENTIALS = (
    "errorcode",
    "subcode",
    "statuscode",
    "resultcode",
    "responsecode",
    "reasoncode",
)  # they say what went wrong,
_ERROR_WORDS = ("invalid", "expired", "missing", "unknown", "unsupported")  # and so does a word that begins so
_LABELS = (
    "access_token",
    "id_token",
    "refresh_token",
    "registration_access_token",
    "client_secret",
    "device_secret",
    "session_token",
)
# Parameters that are credentials, though their names do not say so: RFC 7636 4.5, RFC 6749 4.3.2, JARM 2.3, RFC 7662 2.1, OIDC Core 3.1.2.1
_PARAMETERS = frozenset({"code_verifier", "response", "id_token_hint", "private_key"})
_PASSWORD_NAMES = "password|passwd|passphrase|passwort|kennwort|pwd"
_PASSWORD = re.compile(
    rf"(?:{_PASSWORD_NAMES})[^a-z]*(?:confirm(?:ation|ed)?|again|repeat(?:ed)?)?[^a-z]*\Z|(?:^|[^a-z])(?:pass|pin|t?otp)[^a-z]*\Z"
)
_LABEL_OF = {label.replace("_", ""): label for label in _LABELS}
_WORDS = re.compile(r"[a-z]+(?:_[a-z]+)*")  # such as invalid_grant, or bearer
# invalid_grant, BAD_AUTH_CODE, auth.code.expired, InvalidGrant, invalid, 40029
_CODE_OF_ERROR = re.compile(
    r"[A-Za-z]{2,20}(?:[_.][A-Za-z]{1,20}){1,6}|(?:[A-Z][a-z]{2,20}){2,6}|(?:in|un)[a-z]{4,16}|expired|missing|required|[0-9]{1,5}"
)
_LONG = 16  # characters; what is longer than that, without a digit too, is no word
_FEW_DIGITS = 6  # a number of so few digits is a status
NO_TEXT = "_that_is_no_text"


def credential_label(name: str) -> str | None:
    """Return what to call the value under this name where it is a credential; None where it is none.

    The label is never the name itself, which is the provider's own.
    """
    plain = name.lower().replace("_", "").replace("-", "")
    if plain.endswith(_NO_CREDENTIALS) or plain.startswith(_ERROR_WORDS):
        return None
    if _PASSWORD.search(name.lower()):
        return "password"
    return _LABEL_OF.get(plain) or next((ending for ending in _ENDINGS if plain.endswith(ending)), None)


def parameter_label(name: str) -> str | None:
    """Return what to call a parameter of a message where it is a credential, by its name or by the specification; None for others."""
    small = name.lower()
    return small if small in _PARAMETERS else credential_label(name)


def marked(name: str, value: Text) -> Text:
    """Return a parameter as a secret where it is a credential, however it was given."""
    label = parameter_label(name)
    return Secret(value, label) if label and not isinstance(value, Secret) else value


def address_without_credentials(address: str, layers: int = 4) -> str:
    """Return an address in which no parameter shows a credential: in its query, behind the #, in an address within it.

    A sign-in form whose script did not run sends what was typed as a query; people copy such addresses out of the browser.
    `layers` is how many addresses within one another are looked at.
    """

    def shown(pair: re.Match[str]) -> str:
        name, value = pair["name"], pair["value"]
        label = parameter_label(unquote(name))
        if label and not _is_word(label, value):
            return f"{name}=..."
        inner = unquote(value)
        bare = address_without_credentials(inner, layers - 1) if layers and "=" in inner else inner
        return pair.group() if bare == inner else f"{name}={quote(bare, safe='')}"

    return _PAIR.sub(shown, address)


_PAIR = re.compile(r"(?P<name>[^?#&=]+)=(?P<value>[^#&]+)")


def redact_credentials(value: Any, *, of_a_token: bool = False) -> Any:
    """Return a JSON value with every credential in it made a `Secret`, wherever it stands and whatever it is.

    Of the claims of a token (`of_a_token`) those whose names end in `code` tell where somebody lives.
    """
    if isinstance(value, list):
        return [redact_credentials(item, of_a_token=of_a_token) for item in value]
    if not isinstance(value, dict):
        return value
    labels = {name: credential_label(name) for name in value}
    return {
        name: redact_credentials(item, of_a_token=of_a_token)
        if (label := labels[name]) is None or (of_a_token and label == "code")
        else _redacted(label, item)
        for name, item in value.items()
    }


def credentials_in_claims(claims: Any) -> Iterator[Secret]:
    """Yield the credentials among the claims of a token, such as the tokens of another provider that it brings along."""
    return (secret for secret in _named(claims) if secret.label != "code")


def _redacted(label: str, value: Any) -> Any:
    if isinstance(value, Secret):
        return value
    if isinstance(value, str):
        return Secret(value, label) if value and not _is_word(label, value) else value
    if label.endswith("_token"):
        return value if value is None else Secret(json.dumps(value), label + NO_TEXT)
    is_short = value is None or isinstance(value, bool | float) or (isinstance(value, int) and len(f"{value}") < _FEW_DIGITS)
    return value if is_short else Secret(json.dumps(value), label + NO_TEXT)


def _is_word(label: str, value: str) -> bool:
    """A `code` is also what providers call the word, or the number, for an error."""
    return label == "code" and _CODE_OF_ERROR.fullmatch(value) is not None


def credentials_in(value: Any) -> Iterator[Secret]:
    """Yield every credential in a JSON value, and what its texts tell of others: a text may be JSON, a form, a page."""
    yield from _named(value)
    yield from credentials_in_text("\0".join(_texts(value)))


def _named(value: Any) -> Iterator[Secret]:
    for item in value if isinstance(value, list) else ():
        yield from _named(item)
    for name, item in value.items() if isinstance(value, dict) else ():
        label = credential_label(name)
        if label is None:
            yield from _named(item)
        elif isinstance(item, str):
            if not _is_word(label, item):
                yield Secret(item, label)
        else:
            yield from (Secret(text, label) for text in _texts(item) if len(text) >= _SHORTEST_IN_TEXT)
            if isinstance(item, int) and not isinstance(item, bool) and len(f"{item}") >= _FEW_DIGITS:
                yield Secret(f"{item}", label)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        yield from _texts(item)


# In texts

_SHORTEST_IN_TEXT = 8
_VALUE = r"""(?P<value>[^\s"'<>&;,\\()\[\]{}|`\0]{8,})"""
_ATTRIBUTES = r"""(?:\s{1,9}[\w:.-]{1,20}\s?=\s?(?:"[^"<>\0]{0,40}"|'[^'<>\0]{0,40}'|[^"'<>\s\0]{1,40})){0,3}"""
_NAME_ENDS = re.compile(rf"(?:token|secret|assertion|code|rpt|{_PASSWORD_NAMES})(?![a-z0-9_]|-[a-z0-9])".encode())
# What may stand between a name and its value, each of it bounded, so that no text is searched twice.
_GAPS = (
    r"""\s{0,9}(?:=>|:=|[=:>,~|]|-+>)\s{0,9}(?:<!\[CDATA\[)?[|>"'\[\({*-]{0,9}\s{0,20}(?:["']\s{0,3})?""",  # a separator
    rf"""{_ATTRIBUTES}\s{{0,9}}>\s{{0,9}}(?:<!\[CDATA\[)?""",  # the rest of its tag
    rf"""{_ATTRIBUTES}\s{{1,9}}(?:value|content|data)\s?=\s?["']?""",  # the attribute that holds the value
    r"""\s{0,9}</[\w:.-]{1,30}>\s{0,9}(?:<[\w:.-]{1,20}[^<>\0]{0,60}>\s{0,9}){1,3}""",  # a table, or a list of properties
    r"""\s{0,9}[:=]\s{0,9}[\[{]\s{0,9}["']?(?:value|raw|data)["']?\s{0,9}[:=]\s{0,9}["']?""",  # an object
    r""";s:\d{1,6}:["']?""",  # PHP
    r"""\s{1,9}(?:(?:is|was|-)\s{1,9})?["']?""",  # blanks
)
_BEHIND_ITS_NAME = re.compile(rf"""["'\]\)]{{0,4}}(?:{"|".join(_GAPS)}){_VALUE}""".encode(), re.IGNORECASE)
_VALUE_BEGINS = re.compile(rb"""(?:value|content)\s?=\s?["']?""")
_BEFORE_ITS_NAME = re.compile(
    rf"""{_VALUE}(?:["']?{_ATTRIBUTES}\s{{1,9}}(?:name|id|property)\s?=\s?["']?(?P<name>[\w.:-]{{1,40}}))?""".encode(),
    re.IGNORECASE,
)
_LAST_NAME = re.compile(rb"[A-Za-z0-9_-]*\Z")
_BEFORE = 40  # letters before the ending of a name that may belong to it


def credentials_in_text(text: str) -> Iterator[Secret]:
    """Yield what stands beside the name of a credential in a text: XML, YAML, attributes of HTML, a query, a script, a log;
    and the passwords in addresses.

    A word, such as `expired`, is none, nor is an address.
    """
    bare = unescaped(text)
    yield from passwords_in(text)
    yield from passwords_in(bare)
    for data in dict.fromkeys((text.encode("utf-8", "surrogatepass"), bare.encode())):
        for name, value in (*_pairs(data, _NAME_ENDS, _BEHIND_ITS_NAME), *_pairs(data, _VALUE_BEGINS, _BEFORE_ITS_NAME)):
            if _is_credential(value) and (label := credential_label(name)):
                yield Secret(value, label)


def _pairs(data: bytes, begins: re.Pattern[bytes], rest: re.Pattern[bytes]) -> Iterator[tuple[str, str]]:
    """Yield names with their values. Within a value no other is looked for, or a long one would be read again and again."""
    done = 0
    for beginning in begins.finditer(data.lower()):
        if beginning.start() < done:
            continue
        found = rest.match(data, beginning.end())
        if found is None:
            continue
        done = found.end("value")  # also of a value without a name, which may be as long as the text
        if "name" in rest.groupindex:
            name = found["name"] or b""
        else:
            before = data[max(0, beginning.start() - _BEFORE) : beginning.end()]
            name = before[_LAST_NAME.search(before).start() :]  # type: ignore[union-attr]  # it matches the empty text, too
        yield name.decode("utf-8", "replace"), found["value"].decode("utf-8", "replace")


def _is_credential(value: str) -> bool:
    value = value.rstrip("=:")  # or it is a name itself
    is_word = len(value) < _LONG and not any(letter.isdigit() for letter in value)
    return not is_word and not _WORDS.fullmatch(value) and "://" not in value[:12]
