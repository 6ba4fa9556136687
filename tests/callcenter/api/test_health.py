"""What the health page says of the recogniser."""

import pytest
from fastapi.testclient import TestClient

from transcription.service import SpeechClient, SpeechStatus

SAID = {
    ("whisper", 2): "ok",
    ("whisper", 1): "ok",
    ("whisper", 0): "down",  # being loaded, or no worker starts
    ("none", 0): "ok",  # no weights: people type what was said
}


@pytest.mark.parametrize(("engine", "workers"), SAID)
def test_speech_is_down_without_a_worker(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, engine: str, workers: int
) -> None:
    async def status(_: SpeechClient) -> SpeechStatus:
        return SpeechStatus(engine, 0.0, 0, 0, workers, "")

    monkeypatch.setattr(SpeechClient, "status", status)
    speech = client.get("/api/v1/health").json()["speech"]
    assert (speech["state"], speech["engine"]) == (SAID[engine, workers], engine)
