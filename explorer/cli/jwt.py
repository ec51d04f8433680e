"""`flow-explorer jwt`: a token taken apart, its claims in words, and what its own rules say of it."""

from __future__ import annotations

from collections.abc import Sequence

from .explain import explain_given

HELP = """\
Take a JWT apart: header and claims with their meaning, and what is wrong with
them. Nothing is sent anywhere, and the token itself is not shown.

Who signed it is told where the provider's keys stand beside it, in one file."""

EPILOG = """\
  flow-explorer jwt token.txt
  flow-explorer jwt --format json < token.txt

The exit status tells the findings: 0 none of severity error, 1 some, 2 this
is no token."""


def run(arguments: Sequence[str]) -> int:
    """Explain a token, and return 1 where something is wrong with it."""
    return explain_given("flow-explorer jwt", HELP, EPILOG, "the token", arguments, only="jwt")
