"""The shapes of the entries: one frozen dataclass for each kind of fact.

Texts are for people, in plain English; names on the wire stand between backticks. A field that does not apply is empty.
`spec` names the specification and its section, several of them separated by "; "; for what no standard knows, `spec`
says which documentation or report the fact comes from, and `vendor` whose extension it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of a request or a response: what it says and what it protects."""

    name: str
    where: str  # the message that carries it: authorize, redirect, token_request ... as in parameters.toml
    meaning: str
    spec: str
    required: str = "optional"
    varies: bool = False  # differs at every login, so a comparison of two runs may leave it aside
    why: str = ""
    example: str = ""
    mistake: str = ""
    vendor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A statement in a token or in an answer about a user, or a field of a token's header."""

    name: str
    where: str  # token, header, introspection
    meaning: str
    kind: str  # time, protocol, profile, email, phone, address, access, assurance, vendor, header
    spec: str
    required: str = "optional"
    varies: bool = False  # differs at every login, so a comparison of two runs may leave it aside
    example: str = ""
    mistake: str = ""
    vendor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of the discovery document, or of a key."""

    name: str
    where: str  # discovery, jwk
    meaning: str
    spec: str
    required: str = "optional"
    default: str = ""
    secret: bool = False  # the private part of a key, which nobody may publish


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCode:
    """An error: what the other side means, what usually lies behind it (most likely first), and what to try."""

    name: str
    where: str  # redirect, token, resource, par, registration, revocation, vendor
    meaning: str
    causes: tuple[str, ...]
    remedy: str
    spec: str
    standard: str = ""
    vendor: str = ""
    points_to: tuple[str, ...] = ()  # the causes of the diagnosis that it names, where it names any


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A scope in plain words, and the claims that it brings."""

    name: str
    meaning: str
    spec: str
    claims: tuple[str, ...] = ()
    vendor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Careless:
    """What comes of leaving one check out."""

    rule: str
    outcome: str  # what a client without that check would have done


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One sentence about a provider, and who says so."""

    text: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderFacts:
    """Where one provider departs from the standard, or from what a learner expects."""

    key: str
    name: str
    discovery: str  # the address of the discovery document, with <...> to fill in; empty when there is none
    issuer: Fact
    client_authentication: Fact
    pkce: Fact
    refresh: Fact
    errors: Fact
    slips: tuple[Fact, ...] = ()  # mistakes in the provider's own documentation
    notes: tuple[Fact, ...] = ()
    exceptions: Mapping[str, str] = field(default_factory=dict, hash=False)  # rule -> what to do instead
    only: Mapping[str, str] = field(default_factory=dict, hash=False)  # rule -> what the received must look like to be excused


@dataclass(frozen=True)
class Console:
    """Where things stand in one provider's console. `hosts` are ends of its issuers' hosts, `places` map a thing to the way there."""

    key: str  # as of `ProviderFacts`
    name: str
    hosts: tuple[str, ...]
    source: str
    places: Mapping[str, str] = field(default_factory=dict, hash=False)
