"""The questions, room by room of the catalogue; importing this registers them, in the order in which they are asked."""

from . import (  # noqa: I001  (the order is that of the catalogue)
    discovery as discovery,
    keys as keys,
    redirect_addresses as redirect_addresses,
    authorize as authorize,
    parameters as parameters,
    back_channel as back_channel,
    client_authentication as client_authentication,
    client_assertions as client_assertions,
    pkce as pkce,
    headers as headers,
    transport as transport,
)
