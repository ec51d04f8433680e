"""The order of things. A `Flow` brings clock, dice and wire to the core; it is the only object here that changes.

    discover -> authorize -> (the browser) -> receive -> exchange -> check -> userinfo, refresh, introspect, revoke, logout_url

`flow` is what people use; behind it the steps stand as functions in the order of the protocol: `front_channel`,
`code_exchange`, `checking`, `afterwards`. `state` is what they share, `resuming` how a restarted kernel goes on.
"""

from .flow import Flow
from .front_channel import OneTimeValues

__all__ = ["Flow", "OneTimeValues"]
