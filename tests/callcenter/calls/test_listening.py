"""What happens to a party's live voice: loudness, safety track, the recogniser's stream of whole times."""

import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from callcenter.calls.ear import Ear
from callcenter.calls.safety_track import Spooler
from callcenter.calls.speech_meter import SpeechMeter
from callcenter.calls.tracks import Tracks, locate

FRAME = 320


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Stream:
    def __init__(self) -> None:
        self.heard = bytearray()

    def feed(self, pcm: bytes) -> None:
        self.heard += pcm


def sound(seconds: float, loudness: float, seed: int = 0) -> bytes:
    chance = np.random.default_rng(seed)
    return chance.normal(0, loudness, round(seconds * 8000)).clip(-32768, 32767).astype("<i2").tobytes()


def play(meter: SpeechMeter, clock: Clock, pcm: bytes) -> None:
    for start in range(0, len(pcm), FRAME):
        clock.now += 0.02
        meter.feed(pcm[start : start + FRAME])


def test_speech_is_heard_and_its_end_remembered() -> None:
    clock = Clock()
    meter = SpeechMeter(clock)
    play(meter, clock, sound(1, 20))
    assert meter.last_speech is None
    play(meter, clock, sound(2, 2500))
    ended = clock.now
    play(meter, clock, sound(5, 20))
    assert meter.last_speech is not None
    assert abs(meter.last_speech - ended) <= 0.1
    assert 1.8 <= meter.spoken_s <= 2.1


def test_a_noisy_line_is_not_speech_for_ever() -> None:
    clock = Clock()
    meter = SpeechMeter(clock)
    play(meter, clock, sound(20, 400))
    assert meter.last_speech is None or clock.now - meter.last_speech > 8
    play(meter, clock, sound(1, 4000))
    assert meter.last_speech is not None
    assert clock.now - meter.last_speech < 0.2


def test_a_click_is_not_speech() -> None:
    clock = Clock()
    meter = SpeechMeter(clock)
    play(meter, clock, sound(0.06, 9000) + sound(2, 10))
    assert meter.last_speech is None


def test_the_safety_track_is_written_while_the_call_goes_on(tmp_path: Path) -> None:
    spooler = Spooler(every_s=0.01)
    track = spooler.open(tmp_path / "day" / "x.caller.tap.sln")
    track.write(b"ab" * 160)
    deadline = time.monotonic() + 10
    while not track.path.exists() or track.path.stat().st_size < FRAME:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    track.write(b"cd" * 160)
    spooler.close(track)
    track.write(b"ef" * 160)
    spooler.stop()
    assert track.path.read_bytes() == b"ab" * 160 + b"cd" * 160


def test_an_unwritable_disk_does_not_stop_the_call(tmp_path: Path) -> None:
    (tmp_path / "day").write_text("a file where the folder should be")
    spooler = Spooler(every_s=60)
    track = spooler.open(tmp_path / "day" / "x.caller.tap.sln")
    track.write(bytes(FRAME))
    track.flush()
    track.write(bytes(FRAME))
    spooler.stop()
    assert not track.path.exists()


def test_times_of_the_stream_stay_those_of_the_recording_across_a_gap(tmp_path: Path) -> None:
    clock, stream = Clock(), Stream()
    spooler = Spooler(every_s=60)
    ear = Ear(99.0, stream, spooler.open(tmp_path / "a"), clock)
    for _ in range(51):
        clock.now += 0.02
        ear.hear(b"\1\0" * 160)
    assert abs(ear.start_s - 1.0) < 0.001
    clock.now += 3.0
    ear.tap_again(spooler.open(tmp_path / "b"))
    ear.hear(b"\2\0" * 160)
    ear.close()
    spooler.stop()
    position = bytes(stream.heard).index(b"\2\0") / 16000
    assert abs(ear.start_s + position - (clock.now - 0.02 - 99.0)) < 0.021
    assert abs(ear.safety_start_s - (clock.now - 0.02 - 99.0)) < 0.001
    before = len(stream.heard)
    ear.hear(bytes(FRAME))
    assert len(stream.heard) == before


def test_a_tap_that_ended_long_before_its_party_leaves_a_gap(tmp_path: Path) -> None:
    clock = Clock()
    spooler = Spooler(every_s=60)
    ears = [Ear(99.0, Stream(), spooler.open(tmp_path / name), clock) for name in "abc"]
    together, early, again = ears
    for ear in ears:
        ear.hear(b"\1\0" * 160)
    for ear in (early, again):
        ear.hear(b"")
    clock.now += 10.0
    again.hear(b"\1\0" * 160)
    for ear in ears:
        ear.hear(b"")
    clock.now += 0.1
    assert [ear.party_left() for ear in ears] == [False, True, False]
    assert [ear.gap for ear in ears] == [False, True, False]
    together.close()
    clock.now += 60.0
    assert not together.party_left()
    spooler.stop()


def test_tracks_are_found_on_the_day_that_the_exchange_chose(tmp_path: Path) -> None:
    started = datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in Shanghai
    assert locate(tmp_path, "abc", started) == Tracks(tmp_path / "2026/11/23/abc")
    elsewhere = tmp_path / "2026/11/24/abc.caller.sln"
    elsewhere.parent.mkdir(parents=True)
    elsewhere.write_bytes(bytes(FRAME))
    assert locate(tmp_path, "abc", started) == Tracks(tmp_path / "2026/11/24/abc")
