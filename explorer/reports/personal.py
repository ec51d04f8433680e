"""What is said of a person, redacted by choice: for a report that goes to somebody who need not know who signed in.

Redacted are the claims that tell of a person (OIDC Core 5.1, the subject, vendors' names for a user), every claim that no
standard known here has, what was said of the person in the request (`login_hint`), and each of these values wherever else it
stands, such as in a provider's words; so is whatever looks like an e-mail address. Groups and roles are redacted too: they
say where somebody works, and a small group is a person. One value has one fingerprint under the user's key: so one person is
the same person in every report, a group is the same group, and nobody can tell which. What a token says of its maker, its
times and its scope stays: a diagnosis needs it.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..explanation import Explanation
from ..redactor import KnownSecrets, redact
from ..reference import claim, is_parameter
from ..runs import Run
from ..runs.columns import Columns, Gathered
from ..runs.comparison import Comparison
from ..runs.readings import scope_of
from ..runs.redaction import with_texts
from ..secret import Secret

Replace = Callable[[str], str]

_PERSONAL_KINDS = {"profile", "email", "phone", "address", "assurance"}
_PERSONAL_NAMES = {
    *("sub", "oid", "upn", "unique_name", "cognito:username", "user_id", "user_displayname", "uid", "custom_attributes"),
    *("federated_claims", "https://slack.com/user_id", "urn:zitadel:iam:user:metadata", "transfer_sub"),
}
_MEMBERSHIPS = re.compile(
    r"(?:^|[^a-z])(?:group|role|membership|entitlement|department|organi[sz]ation)s?(?![a-z])", re.IGNORECASE
)
_PERSONAL_PARAMETERS = {"login_hint", "user", "username", "id_token_hint"}
_ONE_OF_MANY = {"gender", "locale", "zoneinfo"}  # redacted in their place; elsewhere the same text means something else
_TELLING = ("claims", "userinfo", "introspect")  # where claims of a person stand, by the member or the step
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")  # lengths: RFC 5321 4.5.3.1
_WORD = re.compile(r"[^\W\d_]+")  # letters alone: such a name may be an ordinary word
_FINGERPRINT = re.compile(r"<[\w-]+ [0-9a-f]{8}>")


def is_personal(name: str) -> bool:
    """Tell whether a claim of that name tells of a person; one that nobody here knows is taken for one."""
    known = claim(name)
    if known is None or known.kind in _PERSONAL_KINDS or known.name in _PERSONAL_NAMES:
        return True
    return _MEMBERSHIPS.search(name) is not None or name in ("realm_access", "resource_access", "wids")


class Persons:
    """The values that tell of a person, each with its fingerprint; and the words that must stay, since the flow itself has them."""

    def __init__(self, ordinary: str = "") -> None:
        self._ordinary = set(_WORD.findall(ordinary.casefold()))
        self._known: dict[str, Secret] = {}
        self._secrets = KnownSecrets()
        self._words: dict[str, Secret] = {}

    def add(self, name: str, value: Any) -> None:
        """Remember a value, or every text in it, under the name by which it was said."""
        for label, each in _leaves(name, value):
            if each in self._known or _FINGERPRINT.fullmatch(each):
                continue
            self._known[each] = secret = Secret(each, label)
            if label.partition("#")[0] in _ONE_OF_MANY:
                continue
            if not _WORD.fullmatch(each):
                self._secrets.add(secret)
            elif not self._is_ordinary(each):
                self._words[each] = secret

    def _is_ordinary(self, word: str) -> bool:
        return is_parameter(word) or claim(word) is not None or word.casefold() in self._ordinary

    def fingerprint(self, name: str, value: Any) -> Any:
        """Return a claim with every text and number in it as a fingerprint. That something is true or absent tells of nobody."""
        if isinstance(value, Mapping):
            return {key: self.fingerprint(str(key), item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.fingerprint(name, item) for item in value]
        if value is None or isinstance(value, bool) or value == "":
            return value
        text = str(value)
        return text if _FINGERPRINT.fullmatch(text) else repr(self._known.get(text) or Secret(text, name))

    def replaced(self, text: str) -> str:
        """Return a text in which no known person and no e-mail address stands."""
        text = redact(text, self._secrets)
        if self._words:
            text = _WORD.sub(
                lambda found: repr(self._words.get(found[0], found[0])) if found[0] in self._words else found[0], text
            )
        return _MAIL.sub(lambda found: repr(Secret(found[0].replace("%40", "@"), "email")), text)


def _leaves(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Every text and number in a value, with the name by which it was said."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(str(key), item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(name, item)
    elif isinstance(value, str | int | float) and not isinstance(value, bool) and value != "":
        yield name, str(value)


def without_persons(value: Any) -> Any:
    """Return a run, a comparison, or another value of ours in which nobody can be recognised."""
    if isinstance(value, Run):
        return _run(value)
    if isinstance(value, Comparison):
        return _comparison(value)
    if isinstance(value, Explanation):
        return _explanation(value)
    return _anything(value, Persons().replaced)


# A run


def _run(run: Run) -> Run:
    persons = Persons(_said_by_the_flow(run))
    for event in run.events:
        _gather(event, persons, str(event.get("step") or event["kind"]))
    events = tuple(
        with_texts(_in_place(event, persons, str(event.get("step") or event["kind"])), persons.replaced) for event in run.events
    )
    label = None if run.label is None else persons.replaced(run.label)
    return Run(run.id, run.created, label, events, run.problems)


def _said_by_the_flow(run: Run) -> str:
    """What was said before anybody signed in: a person who is called like a word of it does not take that word away."""
    return json.dumps([run.metadata, run.client, run.provider, scope_of(run)], default=str)


def _claims_in(value: Any, where: str) -> Iterator[Mapping[str, Any]]:
    """Every object in an event that holds claims: below the name "claims", and what UserInfo and introspection answered."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            if isinstance(item, Mapping) and _tells(name, where):
                yield item
            yield from _claims_in(item, where)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _claims_in(item, where)


def _tells(name: str, where: str) -> bool:
    return name == "claims" or (where in _TELLING and name in ("members", "body"))


def _gather(event: Any, persons: Persons, where: str) -> None:
    for claims in _claims_in(event, where):
        for name, item in claims.items():
            if is_personal(str(name)):
                persons.add(str(name), item)
    for name, item in event.get("params") or ():
        if name in _PERSONAL_PARAMETERS:
            persons.add(name, item)


def _in_place(value: Any, persons: Persons, where: str) -> Any:
    """An event with fingerprints in the place of what tells of a person."""
    if isinstance(value, Mapping):
        return {name: _member(name, item, persons, where) for name, item in value.items()}
    return [_in_place(item, persons, where) for item in value] if isinstance(value, list) else value


def _member(name: str, item: Any, persons: Persons, where: str) -> Any:
    if isinstance(item, Mapping) and _tells(name, where):
        return {
            key: persons.fingerprint(str(key), each) if is_personal(str(key)) else _in_place(each, persons, where)
            for key, each in item.items()
        }
    if name == "params" and isinstance(item, list):
        return [[key, persons.fingerprint(key, each) if key in _PERSONAL_PARAMETERS else each] for key, each in item]
    return _in_place(item, persons, where)


# A comparison, and what only holds texts


def _comparison(comparison: Comparison) -> Comparison:
    persons = Persons()
    gathered, claims, parameters = comparison.gathered, Columns(), Columns()
    for (token, name), values in gathered.claims.values.items():
        if is_personal(name):
            persons.add(name, list(values.values()))
        claims.values[(token, name)] = {
            run: persons.fingerprint(name, value) if is_personal(name) else value for run, value in values.items()
        }
    for each in gathered.summaries:
        persons.add("name", each.person)  # a column may be called so
    for (message, name), values in gathered.parameters.values.items():
        is_one = name in _PERSONAL_PARAMETERS
        told = {
            run: persons.fingerprint(name, value) if is_one else _anything(value, persons.replaced)
            for run, value in values.items()
        }
        parameters.values[(message, name)] = told
    redacted = Gathered(())
    redacted.claims, redacted.parameters = claims, parameters
    redacted.durations, redacted.verdicts, redacted.judgeable = gathered.durations, gathered.verdicts, gathered.judgeable
    redacted.summaries = [
        dataclasses.replace(
            each, label=_anything(each.label, persons.replaced), person=persons.fingerprint("name", each.person)
        )
        for each in gathered.summaries
    ]
    return Comparison(tuple(map(persons.replaced, comparison.names)), redacted)


def _explanation(explanation: Explanation) -> Explanation:
    """Claims and parameters in their place, and the same persons wherever else they stand; the message itself stays out."""
    persons = Persons()
    for each in explanation.everything:
        for part in each.parts:
            if part.name in _PERSONAL_PARAMETERS or (part.group == "claims" and is_personal(part.name)):
                persons.add(part.name, part.value)
    return _told_without(explanation, persons)


def _told_without(explanation: Explanation, persons: Persons) -> Explanation:
    runs, pieces = tuple(map(_run, explanation.runs)), tuple(_told_without(each, persons) for each in explanation.pieces)
    bare = dataclasses.replace(explanation, runs=(), pieces=(), opening=None, message=None, parts=())
    parts = tuple(
        dataclasses.replace(
            part,
            value=persons.fingerprint(part.name, part.value)
            if part.name in _PERSONAL_PARAMETERS or (part.group == "claims" and is_personal(part.name))
            else _anything(part.value, persons.replaced),
            note=persons.replaced(part.note),
        )
        for part in explanation.parts
    )
    told: Explanation = _anything(bare, persons.replaced)
    return dataclasses.replace(told, runs=runs, pieces=pieces, parts=parts)


def _anything(value: Any, replace: Replace) -> Any:
    """A value with every text in it replaced, also inside of a value of ours."""
    if isinstance(value, str):
        return replace(value)
    if isinstance(value, Mapping):
        return {name: _anything(item, replace) for name, item in value.items()}
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return type(value)(_anything(item, replace) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(
            value,
            **{each.name: _anything(getattr(value, each.name), replace) for each in dataclasses.fields(value) if each.init},
        )
    return value
