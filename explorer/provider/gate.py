"""Who is let in: requests that name this machine, from programs of the user who runs the provider."""

from __future__ import annotations

import os
import platform
import re
import socket
import struct
import sys
from collections.abc import Callable

from tornado.httputil import HTTPHeaders

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::([0-9]{1,5}))?")
ALLOW_ALL = "FLOW_EXPLORER_OTHER_USERS"

# Netlink, of which Python knows nothing but the family: socket diagnosis (man 7 sock_diag).
_SOCK_DIAG = 4
_SOCK_DIAG_BY_FAMILY = 20
_REQUEST = 1
_ERROR = 2
_MESSAGE = struct.Struct("=IHHII")
_ANY_COOKIE = b"\xff" * 8
_OWNER = 16 + 4 + 48 + 12  # where in the answer: behind the message's head, state, addresses, and three numbers

Owner = tuple[int, int]  # the user's number, and the inode; the latter is 0 once no program holds the socket any more
Table = Callable[[int, int], Owner | None]  # from the port at one end and the port at the other


def names_this_machine(headers: HTTPHeaders, port: int) -> bool:
    """Tell whether a request's Host is this machine, or that of a Jupyter that carries the request here.

    A page whose name was bound to 127.0.0.1 after it was loaded names itself there (DNS rebinding). jupyter-server-proxy
    leaves the browser's Host and adds a header. A page could write that header too, but it speaks to our port, so its
    Host has our port; the Host of a Jupyter has Jupyter's. A name of this machine may have any port: it may be forwarded.
    """
    host = _HOST.fullmatch(headers.get("Host", "").strip())
    if host is None:
        return False
    if host[1].lower() in _LOOPBACK:
        return True
    return "X-ProxyContextPath" in headers and int(host[2] or 80) != port


def is_of_another_user(peer_port: int, port: int, table: Table | None = None) -> bool:
    """Tell whether a connection on the loopback comes from another user of this machine, as far as the system tells.

    The superuser is nobody else: he can read our memory. Where the system does not tell (not Linux), and on WSL, where
    the browser is Windows', nobody is. A socket that nobody holds any more belonged to somebody who does not wait for an answer.
    """
    if os.environ.get(ALLOW_ALL) == "allow" or not _is_told():
        return False
    look_up = table or _owner
    try:
        owner = look_up(peer_port, port)
        if owner is None:  # not there, or the system has no such table: then our own end is not in it either
            return look_up(port, peer_port) is not None
    except OSError:
        return False
    uid, inode = owner
    return inode == 0 or uid not in (0, os.geteuid())


def _is_told() -> bool:
    return sys.platform == "linux" and "microsoft" not in platform.release().lower()


def _owner(near: int, far: int) -> Owner | None:
    """Return who holds the socket at port `near` of 127.0.0.1 that is connected to port `far`; None for nobody."""
    here = socket.inet_aton("127.0.0.1").ljust(16, b"\0")
    asked = struct.pack("=BBBxI", socket.AF_INET, socket.IPPROTO_TCP, 0, 0xFFFFFFFF)  # in any state
    asked += struct.pack("!HH16s16s", near, far, here, here) + struct.pack("=I8s", 0, _ANY_COOKIE)
    head = _MESSAGE.pack(_MESSAGE.size + len(asked), _SOCK_DIAG_BY_FAMILY, _REQUEST, 1, 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _SOCK_DIAG) as netlink:
        netlink.settimeout(1)
        netlink.send(head + asked)
        answer = netlink.recv(8192)
    if _MESSAGE.unpack_from(answer)[1] == _ERROR:
        return None
    uid, inode = struct.unpack_from("=II", answer, _OWNER)
    return uid, inode
