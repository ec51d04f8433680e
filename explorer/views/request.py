"""The two requests of the flow before they are sent: the link, and the form post. Every part says what it is there for."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from ..messages import encode_component
from ..protocol.authorize import AuthorizationRequest
from ..protocol.tokens import TokenRequest
from ..reference import Parameter, parameter, parameters, spelling
from ..secret import Secret, Text
from .parts import (
    code,
    code_box,
    el,
    fold,
    heading,
    join,
    listing,
    name_html,
    note,
    sentence,
    sign,
    spec,
    table,
    table_row,
    view,
)
from .text import Html, esc_attribute, prose
from .values import secret_html

COLUMNS = ("Parameter", "Value", "What it says", "Section")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_PROTECTS = ("state", "nonce", "code_challenge")  # left out at a price, so the table says so

_HOLDS_A_TOKEN = (
    "The link carries an ID token, so it is not shown here, where it would be saved: open request.url from code, "
    "for instance with webbrowser.open(request.url)."
)


def parameter_class(name: str) -> str:
    """Return the style class that a parameter's line shares with its field in a panel."""
    return f"fx-p fx-p-{name}" if re.fullmatch(r"[A-Za-z0-9_-]{1,40}", name) else "fx-p"


def authorize_html(request: AuthorizationRequest) -> Html:
    """Return the authorize request, one parameter a line, with what each says; what was left out says "not sent"."""
    return view("authorize", *_parameters(request), *_rest(request), label="Authorize request")


def authorize_parts_html(request: AuthorizationRequest) -> tuple[Html, Html]:
    """Return the same in two pieces, where there is room beside each other: the parameters; what is kept back, and the whole link."""
    parts = (("Authorize request", _parameters(request)), ("The link as a whole", _rest(request)))
    first, rest = (view("authorize", *pieces, label=label) for label, pieces in parts)
    return first, rest


def _parameters(request: AuthorizationRequest) -> Iterable[Html]:
    rows = [_sent(request, index) for index in range(len(request.params))]
    names = {name for name, _ in request.params}
    return (
        heading("Authorize request"),
        sentence("The browser goes to ", code(request.endpoint), " with these parameters:"),
        table(
            COLUMNS,
            [*rows, *(_not_sent(name) for name in _PROTECTS if name not in names)],
            caption="Parameters of the link",
            kind="members",
        ),
    )


def _rest(request: AuthorizationRequest) -> Iterable[Html | None]:
    whole = (
        sentence(_HOLDS_A_TOKEN, kind="quiet")
        if holds_a_token(request)
        else fold("The link in one piece", code_box(request.url, "The link in one piece"))
    )
    return _kept_back(request), whole


def holds_a_token(request: AuthorizationRequest) -> bool:
    """Tell whether the link carries a token, so that it must not be shown whole."""
    return any(isinstance(value, Secret) for _, value in request.params)


def authorize_link(request: AuthorizationRequest) -> Html:
    """Return a link that opens the sign-in in a new tab; an address that a browser should not follow stays text."""
    url = request.url
    if holds_a_token(request):
        return view("link", sentence(_HOLDS_A_TOKEN, kind="warn"))
    if not _ADDRESS.match(url) or esc_attribute(url) != html.escape(url):
        refused = "No link is offered: this is no plain http or https address, or it is far too long."
        return view("link", sentence(refused, kind="warn"))
    link = el("a", "Open sign-in", href=url, target="_blank", rel="noreferrer", class_="fx-button")
    return view("link", sentence(link, " ", note("in a new tab; come back with the address at which the browser arrives")))


def _sent(request: AuthorizationRequest, index: int) -> Html:
    name, value = request.params[index]
    if isinstance(value, Secret):
        return table_row(
            COLUMNS, (name_html(name), secret_html(value), *_meaning(name, "authorize")), kind=parameter_class(name)
        )
    joint = "&" if index or "?" in request.endpoint else "?"
    again = any(earlier == name for earlier, _ in request.params[:index])
    wire = encode_component(value)
    shown = join([code(value) if value else note("(an empty text)"), _on_the_wire(str(wire)) if wire != value else None])
    label = join([note(joint), name_html(name)])
    return table_row(COLUMNS, (label, shown, *_meaning(name, "authorize", again=again)), kind=parameter_class(name))


def _on_the_wire(text: str) -> Html:
    return el("span", "on the wire: ", code(text), class_="fx-note fx-wire")


def _not_sent(name: str) -> Html:
    known = parameter(name)
    price = f"{known.meaning} {known.why}" if known else ""
    label = name_html(name)
    cells = (label, sign("absent"), prose(price), spec(known.spec if known else ""))
    return table_row(COLUMNS, cells, kind=f"{parameter_class(name)} fx-row-absent")


def _meaning(name: str, where: str, *, again: bool = False) -> tuple[Html, Html | None]:
    """What a parameter says, and its section; for an unknown name, which one was perhaps meant."""
    known = parameter(name, where)
    twice = (
        el("span", prose("It is sent more than once, which is not allowed (RFC 6749 3.1)."), class_="fx-message")
        if again
        else None
    )
    if known is None:
        return join([_unknown(name, where), twice]), None
    return join([prose(known.meaning), _vendor(known), twice]), spec(known.spec)


def _vendor(known: Parameter) -> Html | None:
    return join([" ", note(f"An extension of {known.vendor}.")]) if known.vendor else None


def _unknown(name: str, where: str) -> Html:
    meant = spelling(name, [known.name for known in parameters(where)])
    if meant is None:
        return prose("No standard that is known here has a parameter of this name.")
    return el("span", "No standard has this name. Did you mean ", code(meant), "?", class_="fx-message")


def _kept_back(request: AuthorizationRequest) -> Html | None:
    """The verifier is made here too, and stays behind."""
    if request.code_verifier is None:
        return None
    return sentence("Kept back for the token request: ", secret_html(request.code_verifier), kind="quiet")


def token_request_html(request: TokenRequest) -> Html:
    """Return the token request as a form, with how the client proves who it is and what was altered on purpose."""
    rows = [
        table_row(
            COLUMNS,
            (name_html(name), _form_value(value), *_meaning(name, "token_request")),
            kind=parameter_class(name),
        )
        for name, value in request.params
    ]
    return view(
        "token-request",
        heading("Token request"),
        sentence(
            "Sent from here to the provider, not through the browser: ", code(f"{request.request.method} {request.request.url}")
        ),
        _alterations(request),
        table(COLUMNS, rows, caption="The form that is posted", kind="members"),
        heading("How the client proves who it is"),
        *_authentication(request),
        label="Token request",
    )


def _form_value(value: Text) -> Html:
    if isinstance(value, Secret):
        return secret_html(value)
    return code(value) if value else note("(an empty text)")


def _alterations(request: TokenRequest) -> Html | None:
    if not request.altered:
        return None
    return join([sentence("Altered on purpose:", kind="warn"), listing(request.altered)])


_PKCE = "What protects the code is PKCE: the code_verifier, which nobody else has."


def _authentication(request: TokenRequest) -> list[Html | None]:
    method, header = request.client.method, request.request.header("Authorization")
    missing = header is None if method.header else request.get(method.parameter) is None
    return [
        sentence(method.sentence),
        sentence(_PKCE) if method.name == "none" and request.get("code_verifier") is not None else None,
        sentence(f"No {method.proof} is sent, so the client does not prove who it is.", kind="warn") if missing else None,
        _encodings(request, header),
    ]


def _encodings(request: TokenRequest, header: Text | None) -> Html | None:
    """Both ways to write the Basic header, side by side; which one is sent is seen in the header itself."""
    both = request.basic_encodings
    if not both or "basic_encoding" not in request.client.method.fields:
        return None
    differ = both["form"] != both["raw"]
    columns = ("Encoding", "How the Basic header is written", "Fingerprint", "Chosen")
    ways = (
        ("form", "id and secret are form-encoded first, then joined and base64-encoded (RFC 6749 2.3.1)"),
        ("raw", "id and secret are joined and base64-encoded as they are, which many servers expect"),
    )
    rows = []
    for name, words in ways:
        used = header == both[name] and (name == request.client.basic_encoding or differ)
        rows.append(table_row(columns, (code(name), prose(words), secret_html(both[name]), "yes" if used else "no")))
    return join(
        [
            table(columns, rows, caption="Both ways to write the Basic header", kind="ways"),
            sentence(_difference(differ), kind="quiet"),
        ]
    )


def _difference(differ: bool) -> str:
    if differ:
        return "They differ for this secret: a server that expects the other one answers invalid_client."
    return "They are the same for this client_id and this secret, so the encoding cannot be what goes wrong here."


def text_html(text: str, label: str) -> Html:
    """Return a request, written as a text to copy, as a code box."""
    return view("http", code_box(text, label))
