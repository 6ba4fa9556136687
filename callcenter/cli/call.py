"""`hotline call`: a citizen's telephone that makes a real SIP call into the running hotline and finds its order."""

import json
import sys
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from callcenter import run_file
from callcenter.cli import DataOption
from callcenter.settings import Settings

NO_HOTLINE, NO_ANSWER, NO_ORDER = 3, 4, 5

app = typer.Typer(add_completion=False)


@app.command()
def call(  # noqa: PLR0917 - one parameter an option
    file: Annotated[Path | None, typer.Argument(help="What to say: WAV, MP3, FLAC.", show_default=False)] = None,
    say: Annotated[str | None, typer.Option(help="Speak this text instead of a file.", metavar="TEXT")] = None,
    voice: Annotated[str, typer.Option(help="One of the eight voices of `hotline say --help`.")] = "zf_xiaobei",
    number: Annotated[str, typer.Option("--from", help="The caller's number.")] = "13800000000",
    to: Annotated[str, typer.Option(help="The number to dial.")] = "12345",
    at_once: Annotated[bool, typer.Option("--at-once", help="Speak at answer, without waiting for silence.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
    data: DataOption = None,
) -> None:
    """Dial 12345 and speak. Exit 3: no hotline runs there; 4: no answer; 5: no order in 60 s."""
    if (file is None) == (say is None):
        raise _stop(2, "give either a sound file or --say TEXT")
    settings = Settings.load(data)
    running = run_file.alive(settings.run_file)
    if running is None or not running.sip:
        raise _stop(NO_HOTLINE, f"no hotline with a telephone exchange runs at {settings.data}: start ./hotline demo")
    samples = _clip(settings, file, say, voice)
    conversation = uuid.uuid4()
    ring_s = float(settings.get("HOTLINE_RING_S", "45"))
    spoke = _talk(running.sip, number, to, samples, conversation, silence_s=0.0 if at_once else 1.0, ring_s=ring_s)
    _report(_find(settings, running, conversation, spoke), as_json)


def _clip(settings: Settings, file: Path | None, say: str | None, voice: str) -> Any:
    from callcenter.phone import clip
    from callcenter.voice import VoiceUnavailable
    from transcription.audio import UnreadableSound
    from transcription.weights import WeightsUnavailable

    try:
        return clip.from_file(file) if file else clip.from_text(settings, say or "", voice)
    except (UnreadableSound, VoiceUnavailable, WeightsUnavailable) as problem:
        raise _stop(2, f"{problem} [{problem.code}]") from problem


def _talk(
    sip: dict[str, Any], number: str, to: str, samples: Any, conversation: uuid.UUID, *, silence_s: float, ring_s: float
) -> Any:
    from callcenter.phone.clip import speech_span
    from callcenter.phone.found import Spoke
    from callcenter.phone.telephone import Telephone

    telephone = Telephone(
        f"{sip['host']}:{sip['port']}",
        number,
        to,
        samples,
        conversation=str(conversation),
        silence_s=silence_s,
        after_s=1.0,
        ring_s=ring_s,
    )
    with telephone:
        _say(f"dialling {to}")
        if telephone.wait("answered", within_s=ring_s + 5) is None:
            refused = next((event["status"] for event in telephone.events if event["event"] == "refused"), None)
            cause = f"refused with SIP {refused}" if refused else telephone.complaints.strip()[-300:] or "it only rang"
            raise _stop(NO_ANSWER, f"no answer from {sip['host']}:{sip['port']}: {cause}")
        _say("answered")
        speaking = telephone.wait("speaking", within_s=60)
        if speaking:
            _say(f"speaking for {speaking['seconds']:.1f} s")
        telephone.finish(within_s=len(samples) / 8000 + 60)
    _say("hung up")
    if not speaking:
        return None  # the far end hung up before it was our turn
    begun = datetime.fromisoformat(speaking["at"])
    first, last = speech_span(samples)
    return Spoke(begun + timedelta(seconds=first), begun + timedelta(seconds=last))


def _find(settings: Settings, running: run_file.Running, conversation: uuid.UUID, spoke: Any) -> dict[str, Any]:
    from callcenter.phone import found
    from models.database import Store

    store = Store.at(running.database_url)
    try:
        if not found.wait_for_order(store, conversation):
            raise _stop(NO_ORDER, f"conversation {conversation} has no order after {found.ORDER_S:.0f} s")
        _say("the order is there; waiting for the final words")
        if not found.wait_until_settled(store, conversation):
            _say("the words are not final yet; this is the order as it is now")
        return found.result(store, settings.recordings, conversation, spoke)
    finally:
        store.close()


def _report(result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
        return
    lead = result["departments"]["lead"]
    category = result["category"]
    print(f"工单  {result['order_no']}  {result['state']}")
    print(f"内容  {result['transcript']}")
    print(f"分类  {' / '.join(category['path']) if category else '—'}")
    print(f"主办  {lead['name'] if lead else '—'}")
    print(f"录音  {result['recording']}")


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _stop(code: int, text: str) -> typer.Exit:
    print(f"hotline call: {text}", file=sys.stderr)
    return typer.Exit(code)
