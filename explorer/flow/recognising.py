"""Is the provider still the one that gave the code? A sign-in that waited through a restart of the kernel asks first.

A local provider ends with its kernel, and another one may have its address by now: neither code nor verifier are for that one.
"""

from __future__ import annotations

from ..errors import Unreachable
from ..messages import Request
from ..protocol.flow_table import RECOGNISE
from ..protocol.provider_start import STARTED, Recognised
from .front_channel import judge_again
from .state import FlowState, step


@step
def recognise(flow: FlowState) -> bool | None:
    """Ask who answers at the provider's address, without a secret; None where that says nothing, and nobody is asked.

    What is found is judged with the answer of the browser: a failure stops the code.
    """
    address = flow.settings.discovery_url
    if not flow.is_resumed or flow.started is None or address is None:
        return None
    try:
        now = flow.send(Request.get(address), RECOGNISE).header(STARTED)
        flow.recognised = Recognised(flow.started, now)
    except Unreachable:
        flow.recognised = Recognised(flow.started, None, answered=False)
    judge_again(flow)
    return flow.recognised.is_same
