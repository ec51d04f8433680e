"""Whether a request with secrets in it may go where it is to go (law "Secrets go nowhere unasked")."""

from __future__ import annotations

from ..errors import Mistake
from ..messages import LINK_LOCAL, PLAIN_HTTP, Request, origin, risks
from ..secret import Secret

_OF_DISCOVERY = "DISC-ENDPOINT-HTTP"  # says of an endpoint what PLAIN_HTTP says of what goes there
WAYS = (PLAIN_HTTP, LINK_LOCAL, _OF_DISCOVERY)  # what `despite` may name

_WHY = {
    PLAIN_HTTP: "it leaves this machine over plain http, and whoever stands on the way can read the secrets in it. "
    "Is there an https address?",
    LINK_LOCAL: "this is a link-local address, where a cloud answers its own machines, and no provider lives there. "
    "Who named it?",
}


def carries_secrets(request: Request) -> bool:
    """Tell whether a request holds what nobody else may read: every form does, and so does a header that is a secret."""
    return request.form is not None or any(isinstance(value, Secret) for _, value in request.headers)


def ways_against(request: Request, despite: tuple[str, ...], proxy: str | None, in_address: bool = False) -> list[str]:
    """Return the rules by which this request should not go where it is to go, but for those that `despite` names."""
    if not in_address and not carries_secrets(request):
        return []
    named = {PLAIN_HTTP if rule == _OF_DISCOVERY else rule for rule in despite}
    return [rule for rule in risks(request.url, proxy) if rule not in named]


def require_ways(despite: tuple[str, ...], more: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the rules that are overruled. Raises `Mistake` for what nobody can overrule."""
    unknown = [name for name in despite if name not in (*more, *WAYS)]
    if unknown:
        shown = ", ".join(name if name.isascii() and name.isprintable() else repr(name) for name in unknown)
        raise Mistake(f"despite= names checks to overrule: one of {', '.join((*more, *WAYS))}; got {shown[:200]}.")
    return despite


def require_safe_way(
    request: Request, step: str, despite: tuple[str, ...], proxy: str | None, *, in_address: bool = False
) -> tuple[str, ...]:
    """Return the rules that had to be overruled so that this request may go; `in_address` says that a secret stands there.

    Raises `Mistake`, with nothing sent, where it may not.
    """
    if against := ways_against(request, despite, proxy, in_address):
        raise Mistake(
            f"Nothing was sent to {origin(request.url)}: {' And '.join(_WHY[rule] for rule in against)} "
            f"To send it all the same: {step}(despite={[*despite, *against]!r})."
        )
    return tuple(ways_against(request, (), proxy, in_address))
