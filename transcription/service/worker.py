"""A worker process: one loaded engine, utterances in by standard input, words out by standard output.

`python -m transcription.service.worker ENGINE WEIGHTS_DIR [TERMS]`. Low priority, so that the telephone comes
first. It ends at once when its parent is gone: standard input closes.
"""

import os
import queue
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

import numpy as np

from transcription.engine import Engine, EngineUnavailable
from transcription.engines import load
from transcription.hearing import Hearing
from transcription.lexicon import Lexicon, read_terms
from transcription.service.framing import Header, pack, read_blocking

_NICER = 10


def main(engine_name: str, weights_dir: str, terms: str = "") -> int:
    """Load, say so, and work until the parent is gone."""
    os.nice(_NICER)
    source, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not come between the messages
    messages: queue.Queue[tuple[Header, bytes]] = queue.Queue()
    threading.Thread(target=_receive, args=(source, messages), daemon=True).start()
    try:
        engine = load(engine_name, Path(weights_dir))
        lexicon = Lexicon(read_terms(Path(terms)) if terms else ())
    except (EngineUnavailable, OSError) as error:
        _send(out, {"op": "unavailable", "message": str(error)})
        return 1
    _send(out, {"op": "ready", "engine": engine.name, "streaming": engine.capabilities.streaming})
    _work(engine, lexicon, messages, out)
    return 0


def _work(engine: Engine, lexicon: Lexicon, messages: "queue.Queue[tuple[Header, bytes]]", out: BinaryIO) -> None:
    """`hear` an utterance's next samples; with `finish` the answer carries its segment, and the utterance is over."""
    open_utterances: dict[int, Hearing] = {}
    while True:
        header, body = messages.get()
        number = int(header["utterance"])
        if header["op"] == "forget":
            open_utterances.pop(number, None)
            continue
        hearing = open_utterances.setdefault(number, Hearing(engine, lexicon))
        partial = hearing.hear(np.frombuffer(body, "<i2").astype(np.int16))
        segment = None
        if header["finish"]:
            segment = hearing.finish()
            del open_utterances[number]
        answer = {"op": "heard", "utterance": number, "partial": partial, "memory_mb": _memory_mb()}
        _send(out, answer | {"segment": asdict(segment) if segment else None})


def _receive(source: BinaryIO, messages: "queue.Queue[tuple[Header, bytes]]") -> None:
    while (message := read_blocking(source)) is not None:
        messages.put(message)
    os._exit(0)  # the parent is gone: also in the middle of a long utterance


def _send(out: BinaryIO, header: Header) -> None:
    out.write(pack(header))
    out.flush()


def _memory_mb() -> int:
    """Resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") >> 20


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
