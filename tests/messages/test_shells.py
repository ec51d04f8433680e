"""The same request as a curl command for three shells."""

from __future__ import annotations

import pytest

from explorer.errors import Mistake
from explorer.messages import Request
from explorer.secret import Secret

REQUEST = Request.post(
    "https://op.example/token", [("code", Secret("c0de-of-a-sign-in", "code")), ("redirect_uri", "http://127.0.0.1:9999/cb")]
)


@pytest.mark.parametrize(
    ("shell", "first", "variable", "joint"),
    [("bash", "curl ", "code=${CODE}&", " \\\n"), ("powershell", "curl.exe ", "code=${env:CODE}&", " `\n"), ("cmd", "curl.exe ", "code=%CODE%&", " ^\n")],
)  # fmt: skip
def test_each_shell_has_its_own_words(shell: str, first: str, variable: str, joint: str) -> None:
    """Variable, line end and program are those of the shell; the secret stands in none, and its name is explained."""
    text = REQUEST.curl(shell)
    note, command = text.split("\n", 1)
    assert note == f"{'rem' if shell == 'cmd' else '#'} CODE holds the code, encoded as it stands on the wire"
    assert command.startswith(f"{first}--globoff")
    assert variable in command
    assert joint in command
    assert "c0de" not in text


def test_what_means_something_to_a_shell_is_escaped() -> None:
    """A dollar and quotes in a header stay what they are."""
    request = Request.get("https://op.example/", headers=[("X-Odd", 'a $b "c" `d`')])
    assert '"X-Odd: a `$b `"c`" ``d``"' in request.curl("powershell")
    assert '"X-Odd: a $b \\"c\\" `d`"' in request.curl("cmd")


def test_another_shell_is_refused() -> None:
    """With the names of those that there are."""
    with pytest.raises(Mistake, match="bash, powershell, cmd"):
        REQUEST.curl("fish")
