"""A client as it is registered: its name, what it proves itself with, and where the browser comes back."""

from __future__ import annotations

from ..protocol.client import Client
from .parts import code, el, heading, join, note, view
from .text import Html
from .values import secret_html


def client_html(client: Client) -> Html:
    """Return what was agreed with the provider; of a secret its fingerprint."""
    secret = secret_html(client.client_secret) if client.client_secret is not None else note("none")
    facts = (
        ("client_id", code(client.client_id)),
        ("client_secret", secret),
        ("token_endpoint_auth_method", code(client.token_endpoint_auth_method)),
        ("redirect_uri", code(client.redirect_uri)),
    )
    members = el("dl", *(join([el("dt", code(name)), el("dd", value)]) for name, value in facts), class_="fx-members")
    return view("client", heading("Client"), members, label="Client")
