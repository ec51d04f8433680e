"""What a person does with a panel, and sees in it."""

from __future__ import annotations

import html
import re
from typing import Any

from explorer.panels import FlowPanel
from explorer.secret import Text, reveal


class Hands:
    """Hands on a panel: they click, type, paste, and read what is shown."""

    def __init__(self, panel: FlowPanel) -> None:
        self.panel = panel

    def go(self, step: str) -> None:
        """Click a step in the rail."""
        self.panel.rail[step].click()

    def wait(self) -> None:
        """Wait until nothing is under way."""
        assert self.panel.model.worker.wait(20)

    def click(self, button: Any) -> None:
        """Click a button, and wait for what it started."""
        button.click()
        self.wait()

    def connect(self) -> None:
        """Use the provider that stands in step 1."""
        self.click(self.panel.provider.primary)

    def open_link(self) -> str:
        """Click the sign-in link; the page reports the address that it opened."""
        link = self.panel.authorize.link
        link._handle_custom_msg({"kind": "opened", "href": link.href}, [])
        return str(link.href)

    def paste(self, text: Text) -> None:
        """Paste a text into the box of step 3."""
        message = {"kind": "text", "value": reveal(text), "done": True}
        self.panel.redirect.paste._handle_custom_msg(message, [])

    def type_secret(self, box: Any, secret: str) -> None:
        """Type a secret into a box and press Enter."""
        box._handle_custom_msg({"kind": "secret", "value": secret}, [])

    def sign_in(self, user: str = "alice") -> None:
        """Open the link, sign in as a browser would, and paste the address at which it arrives."""
        url = self.open_link()
        local = self.panel.model.local
        assert local is not None
        self.paste(local.sign_in(url, user))

    def send(self) -> None:
        """Go to step 4 and send the request."""
        self.go("exchange")
        self.click(self.panel.exchange.primary)

    @property
    def error(self) -> str:
        """The sentence beneath the button of the open step; empty when there is none."""
        return text_of(self.panel.steps[self.panel.model.open]._error.widget.value)


def text_of(shown: str) -> str:
    """Return what a person reads of a piece of HTML."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", shown)).split())


def all_state() -> str:
    """Return the state of every widget there is, as a saved notebook could hold it."""
    from ipywidgets.widgets.widget import _instances

    return "\n".join(repr(widget.get_state()) for widget in list(_instances.values()))
