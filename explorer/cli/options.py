"""What the two commands' options have in common."""

from __future__ import annotations

import argparse
import os
import socket
from typing import NoReturn

from ..errors import Mistake


def told_word(text: str) -> str:
    """Quote a word, or say of a longer text what it was: `messages.word_or_unquoted`, which loads when something is wrong."""
    from ..messages import word_or_unquoted

    return word_or_unquoted(text)


class _Parser(argparse.ArgumentParser):
    """It names an option that it does not know, and says nothing of a value: that may be a secret, such as `--secret ...`."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and leave."""
        told, mark, rest = message.partition("unrecognized arguments: ")
        if mark:
            words = [word.partition("=")[0] if word.startswith("-") else told_word(word) for word in rest.split()]
            message = f"{told}{mark}{' '.join(words)}"
        super().error(message)


def parser(name: str, description: str, epilog: str = "") -> argparse.ArgumentParser:
    """Return a parser that keeps the line breaks of its texts and takes no abbreviations."""
    return _Parser(
        prog=name,
        description=description,
        epilog=epilog,
        allow_abbrev=False,  # `--note` may be an option of JupyterLab's
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def port(text: str) -> int:
    """Read a port number; argparse turns the refusal into its usual message."""
    if not (text.isascii() and text.isdecimal() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"expected a port number from 0 to 65535, got {told_word(text)}")
    return int(text)


def require_free(number: int) -> None:
    """Raise `Mistake` where nothing may listen on this port of 127.0.0.1; port 0, which means any, is always free."""
    with socket.socket() as probe:
        if os.name == "posix":  # a port that was closed a moment ago is free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", number))
        except OSError as error:
            raise Mistake(
                f"port {number} cannot be used ({error.strerror}): choose another with --port, "
                "or leave --port out to get one that is free."
            ) from None
