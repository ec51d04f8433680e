"""Where a request with secrets in it would go, for whoever is about to send it."""

from __future__ import annotations

from ..messages import LINK_LOCAL, PLAIN_HTTP, is_elsewhere, origin, risks
from .parts import el, sentence
from .text import Html

_WARNINGS = {
    PLAIN_HTTP: "Over plain http, beyond this machine: whoever stands on the way reads the secrets in it ({}).",
    LINK_LOCAL: "A link-local address, where a cloud answers its own machines, and no provider lives ({}).",
}


def way_html(endpoint: str, url: str, home: str, proxy: str | None = None) -> Html:
    """Return what there is to say about an endpoint to which secrets go; nothing for https at the provider's own host.

    `endpoint` is its name, `home` the address at whose host it should be, `proxy` the host of the proxy on the way, if any.
    """
    said = [_WARNINGS[rule].format(rule) for rule in risks(url, proxy)]
    notes = []
    if said:
        notes.append(sentence(f"{endpoint} is at {origin(url)}. ", *said, kind="bad"))
    if is_elsewhere(url, home):
        words = f"{endpoint} is at {origin(url)}, elsewhere than the provider itself, {origin(home)}: make sure that you trust both."
        notes.append(sentence(words, kind="warn"))
    return el("div", *notes, class_="fx", role="alert" if said else None) if notes else Html("")
