"""The two people who can sign in. They differ in every claim, so that a comparison shows who is who."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Person:
    """A user of the local provider; `claims` are those of OIDC Core 5.1."""

    name: str
    sub: str
    guid: str
    claims: dict[str, Any]

    def get_user_id(self) -> str:
        """Return the subject identifier, under the name Authlib asks for."""
        return self.sub


ALICE = Person(
    name="alice",
    sub="4f7c2d18a9e1",
    guid="6c1f0b7e9d2a4c58b3e07a51f4d8c920",
    claims={
        "name": "Alice Archer",
        "given_name": "Alice",
        "family_name": "Archer",
        "nickname": "Al",
        "preferred_username": "alice",
        "profile": "https://alice.example/about",
        "picture": "https://alice.example/portrait.png",
        "website": "https://alice.example/",
        "gender": "female",
        "birthdate": "1988-04-12",
        "zoneinfo": "Europe/London",
        "locale": "en-GB",
        "updated_at": 1748772000,
        "email": "alice@example.com",
        "email_verified": True,
        "phone_number": "+442079460123",
        "phone_number_verified": True,
        "address": {
            "formatted": "1 Sample Street\nLondon\nEC1A 1AA\nUnited Kingdom",
            "street_address": "1 Sample Street",
            "locality": "London",
            "postal_code": "EC1A 1AA",
            "country": "United Kingdom",
        },
    },
)

BOB = Person(
    name="bob",
    sub="b90e63fd5572",
    guid="d27a95c14be6430f8a6d1c9be2075f33",
    claims={
        "name": "Bob Dvořák",
        "given_name": "Bob",
        "family_name": "Dvořák",
        "preferred_username": "bob",
        "gender": "male",
        "zoneinfo": "Europe/Prague",
        "locale": "cs-CZ",
        "updated_at": 1767258000,
        "email": "bob@example.org",
        "email_verified": False,
        "phone_number": "+420601234567",
        "phone_number_verified": False,
        "address": {
            "formatted": "Příčná 7\n110 00 Praha 1\nČesko",
            "street_address": "Příčná 7",
            "locality": "Praha 1",
            "postal_code": "110 00",
            "country": "Česko",
        },
    },
)

PEOPLE = {person.name: person for person in (ALICE, BOB)}

PERSONAL_CLAIMS = sorted({claim for person in PEOPLE.values() for claim in person.claims})
