"""The way from the TOML files to their entries: each file is parsed once, when it is first asked for."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .entries import Careless, Claim, Console, ErrorCode, Fact, Member, Parameter, ProviderFacts, Scope


def parameter(name: str, where: str = "authorize") -> Parameter | None:
    """Explain a parameter of one message.

    Args:
        name: The parameter as spelled on the wire.
        where: The message: authorize, redirect, token_request, token_response, userinfo, introspection, revocation,
            par, logout or login_initiation.

    Returns:
        The entry, or None for a name that this message does not know.
    """
    return _parameters().get((where, name))


def parameters(where: str = "authorize") -> tuple[Parameter, ...]:
    """List the parameters of one message, vendor extensions last, for tables and as the known names of `spelling`."""
    return tuple(entry for entry in _parameters().values() if entry.where == where)


def is_parameter(name: str) -> bool:
    """Tell whether any message of the protocol has a parameter of that name."""
    return any(known == name for _, known in _parameters())


def claim(name: str, where: str = "token") -> Claim | None:
    """Explain a claim, with `where="header"` a field of a token's header, or with `where="introspection"` what that answer says.

    A claim with a language tag, such as `name#ja-Kana-JP`, is explained as the claim without it (OIDC Core 5.2).
    """
    claims = _claims()
    found = claims.get((where, name)) or claims.get((where, name.partition("#")[0]))
    return found or claim(name) if where == "introspection" else found  # it may say more of the person (RFC 7662 2.2)


def error_code(name: str, where: str | None = None) -> ErrorCode | None:
    """Explain an error code.

    Args:
        name: The code, or a vendor's fixed text.
        where: Who sent it: redirect, token, resource, par, registration, revocation or vendor. The same code has other
            causes elsewhere. Where the code is not listed there, a vendor's entry is taken, and then the first one.
    """
    entries = [entry for entry in _error_codes() if entry.name == name]
    return min(entries, key=lambda entry: (entry.where != where, where is not None and entry.where != "vendor"), default=None)


def error_codes(where: str) -> tuple[ErrorCode, ...]:
    """List the error codes, or with "vendor" the codes and fixed texts of vendors, that are sent from there."""
    return tuple(entry for entry in _error_codes() if entry.where == where)


@cache
def phrases() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    """Map each cause of the diagnosis to the phrases by which providers name it, in lower case and without quotes."""
    return MappingProxyType(
        {cause: tuple(map(re.compile, entry["patterns"])) for cause, entry in _read("words").items() if cause not in _NO_CAUSES}
    )


_NO_CAUSES = ("nothing", "vague", "subject", "standard")


@cache
def vague_phrases() -> tuple[tuple[tuple[re.Pattern[str], ...], tuple[str, ...]], ...]:
    """List phrases that say hardly anything, each with the causes for which providers use them."""
    return _pointing("vague")


@cache
def subjects() -> tuple[tuple[tuple[re.Pattern[str], ...], tuple[str, ...]], ...]:
    """List words for what a sentence is about, in many languages, each with the causes that are about it."""
    return _pointing("subject")


def _pointing(section: str) -> tuple[tuple[tuple[re.Pattern[str], ...], tuple[str, ...]], ...]:
    return tuple(
        (tuple(map(re.compile, entry["patterns"])), tuple(entry["points_to"])) for entry in _read("words")[section].values()
    )


@cache
def sentences_of_codes() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    """Map error codes to the sentences by which the standards explain them, and servers too, with the code or without."""
    return MappingProxyType(
        {code: tuple(map(re.compile, entry["patterns"])) for code, entry in _read("words")["standard"].items()}
    )


@cache
def phrase_examples() -> Mapping[str, tuple[str, ...]]:
    """Map each cause to sentences in which providers name it; each was met, or is what their source or manual says."""
    words = dict(_read("words"))
    words.pop("standard")
    entries = [entry for section in ("vague", "subject") for entry in words.pop(section).values()]
    vague = [(cause, entry["examples"]) for entry in entries for cause in entry["points_to"]]
    told: dict[str, tuple[str, ...]] = {cause: tuple(entry["examples"]) for cause, entry in words.items()}
    return MappingProxyType({**told, **{cause: (*told.get(cause, ()), *examples) for cause, examples in vague}})


@cache
def says_nothing() -> tuple[re.Pattern[str], ...]:
    """List the sentences of the standards that servers repeat and that name no cause, since they name them all."""
    return tuple(map(re.compile, _read("words")["nothing"]["patterns"]))


@cache
def relations() -> Mapping[str, Any]:
    """Return the words for things and what is said of them, and what it means for the diagnosis, as relations.toml has it."""
    return MappingProxyType(_read("relations"))


def member(name: str) -> Member | None:
    """Explain a member of the discovery document or of a key; no name is used by both."""
    return _members().get(name)


def scope(name: str) -> Scope | None:
    """Explain a single scope."""
    return _scopes().get(name)


def careless(rule: str) -> Careless | None:
    """Tell what a client would have done that leaves this check out."""
    return _careless().get(rule)


def provider_facts(key: str) -> ProviderFacts | None:
    """Tell what is special about one provider, by its short name, such as "oracle" or "entra"."""
    return _providers().get(key)


def providers() -> tuple[ProviderFacts, ...]:
    """List all providers that we know something about."""
    return tuple(_providers().values())


@cache
def consoles() -> tuple[Console, ...]:
    """List the consoles of providers, as far as we know our way about in them."""
    return tuple(
        Console(key, entry.pop("name"), tuple(entry.pop("hosts")), entry.pop("source"), MappingProxyType(entry))
        for key, entry in _read("consoles").items()
    )


@cache
def misspellings() -> dict[str, str]:
    """Map each recorded wrong spelling to the name that was meant."""
    return {wrong: right for right, spellings in _read("misspellings").items() for wrong in spellings}


@cache
def specifications() -> dict[str, tuple[str, str]]:
    """Map each name of a specification to its address, and to what stands before the number of a section there."""
    entries = _read("specifications")["specification"]
    return {name: (entry["address"], entry["sections"]) for entry in entries for name in entry["names"]}


@cache
def _parameters() -> dict[tuple[str, str], Parameter]:
    return {
        (where, name): Parameter(name=name, where=where, **entry)
        for where, entries in _read("parameters").items()
        for name, entry in entries.items()
    }


@cache
def _claims() -> dict[tuple[str, str], Claim]:
    return {
        (where, name): Claim(name=name, where=where, **entry)
        for where, entries in _read("claims").items()
        for name, entry in entries.items()
    }


@cache
def _error_codes() -> tuple[ErrorCode, ...]:
    return tuple(
        ErrorCode(name=name, where=where, **_with_tuples(entry))
        for where, entries in _read("errors").items()
        for name, entry in entries.items()
    )


@cache
def _members() -> dict[str, Member]:
    return {
        name: Member(name=name, where=where, **entry)
        for where, entries in _read("metadata").items()
        for name, entry in entries.items()
    }


@cache
def _scopes() -> dict[str, Scope]:
    return {name: Scope(name=name, **_with_tuples(entry)) for name, entry in _read("scopes").items()}


@cache
def _careless() -> dict[str, Careless]:
    return {rule: Careless(rule=rule, outcome=outcome) for outcome, rules in _read("careless").items() for rule in rules}


@cache
def _providers() -> dict[str, ProviderFacts]:
    return {key: _provider(key, entry) for key, entry in _read("providers").items()}


def _provider(key: str, entry: dict[str, Any]) -> ProviderFacts:
    return ProviderFacts(key=key, **{name: _with_facts(value) for name, value in entry.items()})


def _with_facts(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(Fact(**item) for item in value)
    if isinstance(value, dict):
        return Fact(**value) if "text" in value else MappingProxyType(value)
    return value


def _with_tuples(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))
