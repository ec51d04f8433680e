"""What anybody may read: the provider's metadata and its public keys (Discovery 3, RFC 7517)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authlib.oauth2.rfc6750 import InvalidTokenError

from .endpoints import Bearer
from .http import Request, Response, json_answer

if TYPE_CHECKING:
    from .app import Provider


def metadata(provider: Provider) -> dict[str, Any]:
    """Return what the provider says about itself. It lists the algorithms that it has a key for by now."""
    clients = provider.memory.clients.values()
    symmetric = any(client.id_token_signed_response_alg == "HS256" for client in clients)
    algorithms = [*provider.keys.algorithms, *(["HS256"] if symmetric else [])]
    return provider.profile.metadata(provider.address, algorithms)


def key_set(provider: Provider) -> dict[str, Any]:
    """Return the public keys."""
    return {"keys": [provider.profile.public_key(signing) for signing in provider.keys.all()]}


def discovery(provider: Provider) -> Response:
    """Serve the metadata."""
    document = metadata(provider)
    provider.apply_faults("discovery", document)
    return _lasting(json_answer(document))


def jwks(provider: Provider, request: Request) -> Response:
    """Serve the public keys; where they are closed, to holders of an access token only."""
    if not provider.keys_are_public and not _may_read(provider, request):
        return provider.profile.refuse_keys()
    document = key_set(provider)
    provider.apply_faults("jwks", document)
    return _lasting(json_answer(document))


def _may_read(provider: Provider, request: Request) -> bool:
    try:
        return Bearer(provider).token(request, None) is not None
    except InvalidTokenError:
        return False


def _lasting(answer: Response) -> Response:
    """Public and seldom changed: it may be kept for a while (OIDC Core 10.1.1)."""
    answer.headers["Cache-Control"] = "public, max-age=60"
    del answer.headers["Pragma"]
    return answer
