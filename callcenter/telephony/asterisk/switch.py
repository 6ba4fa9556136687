"""The port on Asterisk: one events connection that comes back by itself, and the requests of the call logic."""

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Awaitable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from callcenter.settings import Settings
from callcenter.telephony.asterisk.attention import EVERY_S, Attention
from callcenter.telephony.asterisk.audiosocket import AudioSocketServer
from callcenter.telephony.asterisk.capture import RefusedCalls
from callcenter.telephony.asterisk.events import EventStream
from callcenter.telephony.asterisk.legs import AGENT, OUT, TALK, existing, is_helper, leg_of
from callcenter.telephony.asterisk.rest import APPLICATION, Ari, Json, NotThere
from callcenter.telephony.asterisk.taps import Taps
from callcenter.telephony.switch import (
    AudioSink,
    Connected,
    Digit,
    Disconnected,
    Happening,
    Held,
    Leg,
    LegAnswered,
    LegArrived,
    LegEnded,
    LegGone,
    PromptEnded,
    SwitchError,
)

log = logging.getLogger(__name__)

REASONS = frozenset({"normal", "busy", "congestion", "no_answer", "timeout", "rejected", "unallocated", "failure"})
"""Reasons for hanging up that Asterisk turns into a SIP answer; any other is `normal`."""

NORMAL, NO_ANSWER = 16, 19
_ASKED_BY_US = 32
"""Not Q.850: Asterisk's mark of a hang-up by request."""
_AGAIN_S = 1.0


class AsteriskSwitch:
    """An Asterisk 20/22 as a `Switch`.

    It listens on `audiosocket_port` (TCP, live audio) and, if not 0, on `capture_port` (UDP, copies of SIP messages).
    """

    def __init__(
        self,
        url: str,
        user: str,
        password: str,
        *,
        audiosocket_port: int,
        capture_port: int = 0,
        listen_host: str = "127.0.0.1",
        look_every_s: float = EVERY_S,
        outbound: str = "PJSIP/{number}@trunk",
    ) -> None:
        self._outbound = outbound
        self._ari = Ari(url, user, password)
        self._events = EventStream(
            url, user, password, APPLICATION, connected=self._reconcile, event=self._handle, lost=self._lose
        )
        self._listen_host = listen_host
        self._audiosocket_port = audiosocket_port
        self._capture_port = capture_port
        self._capture: asyncio.DatagramTransport | None = None
        self._audio = AudioSocketServer()
        self._taps = Taps(self._ari, self._audio, APPLICATION, f"{listen_host}:{audiosocket_port}")
        self._happened: asyncio.Queue[Happening] = asyncio.Queue()
        self._tell = self._happened.put_nowait
        self._connection: object | None = None
        self._legs: dict[str, Leg] = {}
        self._attention = Attention(
            self._ari, APPLICATION, known=self._legs.keys, unheard=self._events.again, every_s=look_every_s
        )
        self._causes: dict[str, int] = {}
        self._prompts: dict[str, str] = {}
        self._stopped: set[str] = set()
        self._readers: list[asyncio.Task[None]] = []
        self._passing: set[str] = set()
        self._background: set[asyncio.Task[None]] = set()

    @classmethod
    def from_settings(cls, settings: Settings) -> "AsteriskSwitch":
        """The exchange that the environment names."""
        return cls(
            settings.ari_url,
            settings.ari_user,
            settings.ari_password,
            audiosocket_port=settings.audiosocket_port,
            capture_port=int(settings.get("HOTLINE_CAPTURE_PORT", "0")),
            listen_host=settings.get("HOTLINE_MEDIA_HOST", "127.0.0.1"),
            outbound=settings.get("HOTLINE_OUTBOUND", "PJSIP/{number}@trunk"),
        )

    # --- happenings ----------------------------------------------------------------------------------------------

    async def happenings(self) -> AsyncIterator[Happening]:
        if not self._readers:
            await self._audio.listen(self._listen_host, self._audiosocket_port)
            if self._capture_port:
                self._capture, _ = await asyncio.get_running_loop().create_datagram_endpoint(
                    lambda: RefusedCalls(self._tell), (self._listen_host, self._capture_port)
                )
            self._readers = [
                asyncio.create_task(self._events.read(), name="asterisk-events"),
                asyncio.create_task(self._attention.keep(), name="asterisk-attention"),
            ]
        while True:
            yield await self._happened.get()

    async def _reconcile(self) -> None:
        channels, bridges = await asyncio.gather(self._ari.get("/channels"), self._ari.get("/bridges"))
        await self._taps.sweep(channels, bridges)
        for bridge in bridges:
            if bridge["id"].startswith(TALK) and not bridge["channels"]:
                await self._ari.delete(f"/bridges/{bridge['id']}")
        legs = []
        for leg in existing(channels, bridges):
            try:
                await self._subscribe(leg.id)
            except SwitchError as error:
                if error.code == "switch-down":
                    raise
                continue  # it hung up just now
            legs.append(leg)
        for leg in legs:
            self._legs[leg.id] = leg
            self._later(self._keep_time(leg.id))
        self._connection = object()
        log.info("the exchange answers, %d legs are there", len(legs))
        self._tell(Connected(tuple(legs)))

    def _lose(self, reason: str) -> None:
        self._connection = None
        self._taps.forget()
        for state in (self._legs, self._causes, self._prompts, self._stopped, self._passing):
            state.clear()
        self._tell(Disconnected(reason))

    def _handle(self, event: Json) -> None:
        handler = _HANDLERS.get(event["type"])
        if handler is not None:
            handler(self, event)

    def _entered(self, event: Json) -> None:
        channel = event["channel"]
        if is_helper(channel["id"]):
            self._taps.started(channel["id"])
            return
        leg = leg_of(channel)
        if leg is None:
            log.error("channel %s is in our application without a conversation, ended", channel["id"])
            self._later(self._ari.delete(f"/channels/{channel['id']}"))
        elif leg.id.startswith((AGENT, OUT)) and leg.id not in self._legs:
            log.info("the %s of %s picked up after we had given up", leg.role, leg.conversation)
            self._later(self._end(leg.id))
        elif leg.id.startswith(OUT) and leg.id not in self._passing:
            self._passing.add(leg.id)
            self._later(self._record(leg.id))
        elif leg.role == "agent" or leg.id.startswith(OUT):
            self._passing.discard(leg.id)
            self._legs[leg.id] = leg
            self._tell(LegAnswered(leg.id))
        elif leg.id not in self._legs:
            self._legs[leg.id] = leg
            self._later(self._subscribe(leg.id))
            self._tell(LegArrived(leg))

    def _hangup_requested(self, event: Json) -> None:
        if event.get("cause") not in (None, 0, _ASKED_BY_US):
            self._causes[event["channel"]["id"]] = event["cause"]

    def _left(self, event: Json) -> None:
        leg_id = event["channel"]["id"]
        if event["type"] == "StasisEnd" and leg_id in self._passing:
            return  # it comes back from the dialplan, or its destruction is told
        self._passing.discard(leg_id)
        leg = self._legs.pop(leg_id, None)
        if leg is None:
            return
        cause = event.get("cause") or self._causes.pop(leg_id, 0) or (NORMAL if leg.up else NO_ANSWER)
        for prompt in [prompt for prompt, whose in self._prompts.items() if whose == leg_id]:
            self._prompt_over(prompt, completed=False)
        self._tell(LegEnded(leg_id, cause, event.get("cause_txt", "")))
        self._later(self._taps.leg_ended(leg_id))
        self._later(self._clear_talk(leg.conversation))

    def _digit(self, event: Json) -> None:
        self._tell(Digit(event["channel"]["id"], event["digit"]))

    def _held(self, event: Json) -> None:
        self._tell(Held(event["channel"]["id"], event["type"] == "ChannelHold"))

    def _playback_finished(self, event: Json) -> None:
        playback = event["playback"]
        completed = playback["state"] == "done" and playback["id"] not in self._stopped
        self._prompt_over(playback["id"], completed=completed)

    def _prompt_over(self, prompt_id: str, *, completed: bool) -> None:
        leg_id = self._prompts.pop(prompt_id, None)
        self._stopped.discard(prompt_id)
        if leg_id is not None:
            self._tell(PromptEnded(leg_id, prompt_id, completed))
            self._later(self._keep_time(leg_id))

    async def _keep_time(self, leg_id: str) -> None:
        """Send silence to a party that hears nothing else.

        The recording's clock stands still while a line carries no packet in either direction (a caller's exchange that
        suppresses silence); a prompt ends the silence, so it is asked for again after each.
        """
        leg = self._legs.get(leg_id)
        if leg and leg.up and not leg.joined:
            await self._ari.post(f"/channels/{leg_id}/silence")

    async def _record(self, leg_id: str) -> None:
        """An answered citizen goes through the dialplan once: there his recording starts, as everybody's does."""
        await self._subscribe(leg_id)
        await self._ari.post(f"/channels/{leg_id}/continue", context="outbound", extension="s", priority=1)

    async def _end(self, leg_id: str) -> None:
        """End a leg that nobody holds any more, however late the exchange answers.

        Where the connection is lost meanwhile, the next one tells of the leg.
        """
        while self._connection:
            try:
                await self._ari.delete(f"/channels/{leg_id}")
                return
            except SwitchError as error:
                if error.code != "switch-down":
                    raise
            await asyncio.sleep(_AGAIN_S)

    async def _clear_talk(self, conversation: str) -> None:
        """Take the bridge of a conversation away once its last leg is gone."""
        if self._connection and not any(leg.conversation == conversation for leg in self._legs.values()):
            await self._ari.delete(f"/bridges/{TALK}{conversation}")

    async def _subscribe(self, leg_id: str) -> None:
        """Its end is told even when it leaves the application first."""
        await self._ari.post(f"/applications/{APPLICATION}/subscription", eventSource=f"channel:{leg_id}")

    def _later(self, work: Awaitable[None]) -> None:
        async def quietly() -> None:
            try:
                await work
            except SwitchError as error:
                log.info("%s: %s", error.code, error)

        task = asyncio.create_task(quietly())
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    # --- the port ------------------------------------------------------------------------------------------------

    async def answer(self, leg_id: str) -> None:
        with self._asking(leg_id):
            await self._ari.post(f"/channels/{leg_id}/answer")
            if leg := self._legs.get(leg_id):
                self._legs[leg_id] = replace(leg, up=True)
            await self._keep_time(leg_id)

    async def play(self, leg_id: str, sound: str) -> str:
        prompt = f"prompt-{uuid.uuid4()}"
        with self._asking(leg_id):
            self._prompts[prompt] = leg_id
            try:
                await self._ari.post(f"/channels/{leg_id}/play/{prompt}", media=f"sound:{sound}")
            except SwitchError as error:
                self._prompts.pop(prompt, None)
                if error.code == "switch-down":  # it may be heard all the same
                    self._later(self._ari.delete(f"/playbacks/{prompt}"))
                raise
        return prompt

    async def stop_prompt(self, prompt_id: str) -> None:
        if prompt_id in self._prompts:
            self._stopped.add(prompt_id)
        await self._ari.delete(f"/playbacks/{prompt_id}")

    async def tap(self, leg_id: str, sink: AudioSink) -> None:
        with self._asking(leg_id):
            await self._taps.make(leg_id, sink)

    async def ring(self, conversation: str, address: str, caller_number: str, timeout_s: float) -> Leg:
        leg = Leg(AGENT + str(uuid.uuid4()), conversation, "agent", address, caller_number)
        endpoint = f"PJSIP/{f'trunk/{address}' if address.startswith('sip:') else address}"
        nobody = SwitchError("agent-unreachable", f"no telephone is registered as {address}")
        return await self._place(leg, endpoint, timeout_s, nobody)

    async def dial(self, conversation: str, number: str, shown: str, timeout_s: float) -> Leg:
        leg = Leg(OUT + str(uuid.uuid4()), conversation, "caller", number, shown, outbound=True)
        nobody = SwitchError("citizen-unreachable", "the exchange has no way to this number")
        return await self._place(leg, self._outbound.format(number=number), timeout_s, nobody)

    async def _place(self, leg: Leg, endpoint: str, timeout_s: float, nobody: SwitchError) -> Leg:
        """Let a telephone ring. nobody: what is raised where the exchange refuses to."""
        variables = {
            "CONVERSATION": leg.conversation, "ROLE": leg.role, "ADDRESS": leg.number, "DIALLED": leg.dialled,
        }  # fmt: skip
        try:
            with self._asking():
                self._legs[leg.id] = leg  # before the request: it may end before the answer is here
                await self._ari.post(
                    "/channels",
                    {"variables": variables},
                    channelId=leg.id,
                    endpoint=endpoint,
                    app=APPLICATION,
                    callerId=leg.dialled,
                    timeout=max(1, round(timeout_s)),
                )
        except SwitchError as error:
            self._legs.pop(leg.id, None)
            if error.code == "switch-refused":
                raise nobody from error
            self._later(self._end(leg.id))  # it may ring all the same
            raise
        return leg

    async def join(self, conversation: str, leg_ids: list[str]) -> None:
        bridge = f"/bridges/{TALK}{conversation}"
        with self._asking(*leg_ids):
            await self._ari.post(bridge, type="mixing")
            try:
                for leg_id in leg_ids:
                    with self._asking(leg_id):
                        self._legs[leg_id] = replace(self._legs[leg_id], joined=True)
                        await self._ari.delete(f"/channels/{leg_id}/silence")
                        await self._ari.post(f"{bridge}/addChannel", channel=leg_id)
            finally:
                await self._clear_talk(conversation)

    async def hang_up(self, leg_id: str, reason: str = "normal") -> None:
        try:
            await self._ari.delete(f"/channels/{leg_id}", reason=reason if reason in REASONS else "normal")
        except SwitchError:
            self._later(self._end(leg_id))
            raise

    async def close(self) -> None:
        for reader in self._readers:
            reader.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)
        if self._background:
            await asyncio.wait(self._background, timeout=2)
        if self._capture:
            self._capture.close()
        await self._audio.close()
        await self._ari.close()

    @contextmanager
    def _asking(self, *leg_ids: str) -> Iterator[None]:
        """Requests of these legs under one connection.

        Raises LegGone where one of them has hung up, and switch-down, whatever was answered, where the connection is
        away or broke meanwhile: who has hung up is then known at the next one.
        """
        connection = self._connection
        self._stay(connection, leg_ids)
        try:
            yield
        except SwitchError as error:
            self._stay(connection, leg_ids, not_there=isinstance(error, NotThere))
            raise
        self._stay(connection)

    def _stay(self, connection: object | None, leg_ids: Sequence[str] = (), *, not_there: bool = False) -> None:
        if connection is None or self._connection is not connection:
            raise SwitchError("switch-down", "the connection to Asterisk is away")
        for leg_id in leg_ids:
            if not_there or leg_id not in self._legs:
                raise LegGone(leg_id)


_HANDLERS = {
    "StasisStart": AsteriskSwitch._entered,
    "StasisEnd": AsteriskSwitch._left,
    "ChannelDestroyed": AsteriskSwitch._left,
    "ChannelHangupRequest": AsteriskSwitch._hangup_requested,
    "ChannelDtmfReceived": AsteriskSwitch._digit,
    "ChannelHold": AsteriskSwitch._held,
    "ChannelUnhold": AsteriskSwitch._held,
    "PlaybackFinished": AsteriskSwitch._playback_finished,
}
