"""`hotline transcribe FILE...`: words, times and confidences of sound files."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callcenter.cli import DataOption

if TYPE_CHECKING:
    from transcription.engine import Engine
    from transcription.lexicon import Lexicon

app = typer.Typer(add_completion=False)


@app.command()
def transcribe(
    files: Annotated[list[Path], typer.Argument(help="WAV (PCM, A-law), MP3, FLAC, Ogg, .sln", metavar="FILE...")],
    engine: Annotated[str, typer.Option(help="whisper, vosk or scripted.")] = "whisper",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
    data: DataOption = None,
) -> None:
    """Recognise files with the engine in this process."""
    from callcenter.cli.speech_engine import loaded
    from transcription.audio import UnreadableSound

    recogniser, lexicon = loaded(engine, data)
    results = []
    for file in files:
        try:
            results.append({"file": str(file), **heard(recogniser, lexicon, file)})
        except UnreadableSound as error:
            typer.echo(f"{error.code}: {error}", err=True)
            raise typer.Exit(1) from error
        if not as_json:
            for segment in results[-1]["segments"]:
                print(f"{segment['start']:8.2f} {segment['end']:8.2f}  {segment['confidence']:.2f}  {segment['text']}")
    if as_json:
        single = {key: value for key, value in results[0].items() if key != "file"}
        print(json.dumps(single if len(results) == 1 else {"files": results}, ensure_ascii=False))


def heard(engine: "Engine", lexicon: "Lexicon", file: Path) -> dict[str, Any]:
    """text and segments of one file, all channels mixed. Raises `UnreadableSound`."""
    from transcription import audio, session

    samples, rate = audio.read(file)
    narrow = audio.to_int16(audio.resampled(audio.to_float(samples), rate, audio.TELEPHONE_RATE))
    segments = session.transcribe(engine, narrow, lexicon)
    return {
        "text": "".join(segment.text for segment in segments),
        "segments": [
            {
                "start": round(segment.start, 3),
                "end": round(segment.end, 3),
                "text": segment.text,
                "confidence": round(segment.confidence, 3),
            }
            for segment in segments
        ],
    }
