"""What anybody may read: the provider's metadata and its public keys (Discovery 3, RFC 7517)."""

from __future__ import annotations

from typing import Any

from authlib.oauth2.rfc6750 import InvalidTokenError

from .endpoints import Bearer
from .http import Request, Response, json_answer
from .setting import Setting


def metadata(setting: Setting) -> dict[str, Any]:
    """Return what the provider says about itself. It lists the algorithms that it has a key for by now."""
    clients = setting.memory.clients.values()
    symmetric = any(client.id_token_signed_response_alg == "HS256" for client in clients)
    algorithms = [*setting.keys.algorithms, *(["HS256"] if symmetric else [])]
    return setting.profile.metadata(setting.address, algorithms)


def key_set(setting: Setting) -> dict[str, Any]:
    """Return the public keys."""
    return {"keys": [setting.profile.public_key(signing) for signing in setting.keys.all()]}


def discovery(setting: Setting) -> Response:
    """Serve the metadata."""
    document = metadata(setting)
    setting.apply_faults("discovery", document)
    return _lasting(json_answer(document))


def jwks(setting: Setting, request: Request) -> Response:
    """Serve the public keys; where they are closed, to holders of an access token only."""
    if not setting.keys_are_public and not _may_read(setting, request):
        return setting.profile.refuse_keys()
    document = key_set(setting)
    setting.apply_faults("jwks", document)
    return _lasting(json_answer(document))


def _may_read(setting: Setting, request: Request) -> bool:
    try:
        return Bearer(setting).token(request, None) is not None
    except InvalidTokenError:
        return False


def _lasting(answer: Response) -> Response:
    """Public and seldom changed: it may be kept for a while (OIDC Core 10.1.1)."""
    answer.headers["Cache-Control"] = "public, max-age=60"
    del answer.headers["Pragma"]
    return answer
