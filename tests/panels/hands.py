"""What a person does with a panel, and sees in it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from ipywidgets import HTML

from explorer.panels import FlowPanel
from explorer.panels.frame import Frame
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
        from_page(link, kind="opened", href=link.href)
        return str(link.href)

    def paste(self, text: Text) -> None:
        """Paste a text into the box of step 3."""
        from_page(self.panel.redirect.paste, kind="text", value=reveal(text), done=True)

    def type_secret(self, box: Any, secret: str) -> None:
        """Type a secret into a box and press Enter."""
        from_page(box, kind="secret", value=secret)

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
        alerts = (html for html in _shown(self.panel.steps[self.panel.model.open].widget) if 'role="alert"' in html)
        return text_of(" ".join(alerts))


def from_page(widget: Any, **content: object) -> None:
    """Send a widget with a front end of its own what its page would send."""
    widget._handle_custom_msg(content, [])


def is_hidden(widget: Any) -> bool:
    """Tell whether a widget is taken out of the page."""
    return "fxp-hidden" in widget._dom_classes


def everything(widget: Any) -> Iterator[Any]:
    """Yield a widget and all that is in it, but for what is hidden; what is folded is there."""
    if not is_hidden(widget):
        yield widget
        for child in getattr(widget, "children", ()):
            yield from everything(child)


def _shown(widget: Any) -> Iterator[str]:
    return (each.value for each in everything(widget) if isinstance(each, HTML))


def read(widget: Any) -> str:
    """Return what a person reads in a widget, folds and all."""
    return text_of(" ".join(_shown(widget)))


def header(panel: Frame) -> str:
    """Return what stands in the header of a panel."""
    return next(read(each) for each in everything(panel.widget) if "fxp-head" in each._dom_classes)


def can_see(root: Any, widget: Any) -> bool:
    """Tell whether a widget can be seen somewhere in another one."""
    return any(each is widget for each in everything(root))


def text_of(shown: str) -> str:
    """Return what a person reads of a piece of HTML; a name that is set as code belongs to its sentence."""
    whole = re.sub(r"</?code[^>]*>", "", shown)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", whole)).split())


def all_state() -> str:
    """Return the state of every widget there is, as a saved notebook could hold it."""
    from ipywidgets.widgets.widget import _instances

    return "\n".join(repr(widget.get_state()) for widget in list(_instances.values()))
