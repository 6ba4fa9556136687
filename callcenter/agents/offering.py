"""Offer a caller to the agents: the one ready longest first, the next where nobody answers."""

from collections.abc import Awaitable, Callable

from callcenter.agents.desk import AgentDesk, Offer
from callcenter.calls.line import Line
from callcenter.calls.timing import Timing
from callcenter.telephony.switch import LegGone, Switch, SwitchError

_UNANSWERED = frozenset({18, 19})  # Q.850: no user responding, no answer

Offered = Callable[[Offer], Awaitable[None]]


async def offer(
    line: Line, switch: Switch, desk: AgentDesk, *, caller_shown: str, offered: Offered, timing: Timing
) -> Offer | None:
    """Ring up to `timing.agents_tried` agents in turn; returns who picked up (`line.agent` is then there), or None.

    An exchange that does not answer is no agent's fault: the agent is ready again, and no other one is tried.

    caller_shown: the caller's number as an agent may see it. offered: told of every agent before the telephone rings.
    Raises LegGone when the caller hangs up meanwhile; no telephone rings on, and the agent is ready again. Raises
    StoreAway where the database knows of nobody to ring; no telephone rings then either.
    """
    conversation = line.caller.leg.conversation
    tried: list[int] = []
    waiting: str | None = None
    while len(tried) < timing.agents_tried:
        line.stay()
        chosen = await desk.claim(conversation, tried)
        if chosen is None:
            return None
        tried.append(chosen.user_id)
        try:
            await offered(chosen)
            if len(tried) == 1:
                waiting = await line.start_saying("ringing")
            missed = await _ring(line, switch, chosen, caller_shown, timing)
        except LegGone:
            await desk.ready_again(conversation)
            raise
        if missed is None:
            await line.stop_saying(waiting)
            return chosen
        line.note("agent-missed", agent_id=chosen.user_id, reason=missed)
        if missed == "switch-down":
            await desk.ready_again(conversation, patient=False)
            return None
        await desk.missed(conversation, missed)
    return None


async def _ring(line: Line, switch: Switch, chosen: Offer, caller_shown: str, timing: Timing) -> str | None:
    """Ring one agent; returns why it came to nothing, None where the agent picked up. Raises LegGone for the caller."""
    try:
        leg = await switch.ring(line.caller.leg.conversation, chosen.extension, caller_shown, timing.ring)
    except SwitchError as error:
        return error.code
    agent = line.with_agent(leg)
    try:
        await line.until(lambda: agent.answered or agent.ended is not None, timing.ring + 1)
    except LegGone:
        await line.drop_agent()
        raise
    if agent.answered and agent.ended is None:
        return None
    await line.drop_agent()
    if agent.lost:
        return "switch-down"
    declined = agent.ended is not None and agent.ended.cause not in _UNANSWERED
    return "declined" if declined else "no-answer"
