"""The protocol in plain words, for the pages."""

from __future__ import annotations

_SCOPES = {
    "openid": "Know who you are, by a name that stands for you here",
    "profile": "Read your profile: name, language, time zone and the like",
    "email": "Read your e-mail address",
    "phone": "Read your phone number",
    "address": "Read your postal address",
    "offline_access": "Stay connected: get new tokens later, when you are not there to be asked",
    "groups": "Read the groups that you belong to",
    "get_groups": "Read the groups that you belong to",
    "approles": "Read the roles that you have in applications",
    "get_approles": "Read the roles that you have in applications",
}

_SENT = {
    "response_type": "What should come back: code means a ticket, and tokens later, past the browser.",
    "client_id": "Which client asks. It is public: it proves nothing.",
    "redirect_uri": "Where your browser is sent with the answer. It must be registered letter for letter.",
    "scope": "What the client asks for.",
    "state": "A value that comes back unchanged, so that the client knows its own answer again.",
    "nonce": "A value that comes back inside the ID token, so that an old token is noticed.",
    "code_challenge": "The hash of a secret that the client keeps (PKCE): a stolen code is useless without it.",
    "code_challenge_method": "How the challenge was made from the secret: S256, or plain, which hides nothing.",
    "response_mode": "How the answer travels: in the address (query), or in a form (form_post).",
    "prompt": "Which pages you must see, or that you must see none.",
    "max_age": "How many seconds ago you may have signed in; longer ago, and you are asked again.",
    "claims": "Facts that are asked for one by one.",
    "login_hint": "Whom the client expects.",
    "id_token_hint": "An earlier ID token: the client wants the same person again.",
    "acr_values": "How strong a sign-in the client wishes for. Here it is always one click: urn:practice:one-click.",
    "ui_locales": "In which language to speak to you. This provider speaks English only.",
    "display": "How large the page should be. This provider ignores it.",
}

_CAME = {
    "code": "The authorization code: a ticket that works once, and not for long. The client trades it for tokens at the "
    "token endpoint, where your browser is not involved.",
    "state": "The client's own value, unchanged. If it is not the one that was sent, the client must stop.",
    "iss": "Which provider answered. The client compares it with the one that it asked (RFC 9207).",
    "error": "Why there is no code.",
    "error_description": "The same, for people, in the provider's words. The client must not take it for more than text.",
    "error_uri": "A page about the error.",
    "session_state": "For watching the session at the provider; most clients ignore it.",
    "scope": "What was granted. Here it is a courtesy; the token response is what counts.",
}


def scope_words(scope: str) -> str:
    """Return what a scope means to the person who is asked."""
    return _SCOPES.get(scope, "Use this API in your name")


def sent_words(name: str) -> str:
    """Return what a parameter of the authorization request is for."""
    return _SENT.get(name, "A parameter that this provider does not know, and ignores.")


def came_words(name: str) -> str:
    """Return what a parameter of the authorization response is for."""
    return _CAME.get(name, "A parameter that is not part of the protocol here. Clients ignore what they do not know.")
