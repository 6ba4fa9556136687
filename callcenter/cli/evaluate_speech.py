"""`hotline evaluate speech`: character error rate and real-time factor over a manifest of transcribed clips."""

import csv
import json
import time
from pathlib import Path
from typing import Annotated

import typer

from callcenter.cli import DataOption


def evaluate_speech(
    manifest: Annotated[Path, typer.Option(help="Tab-separated, header; columns file and transcript.")],
    engine: Annotated[str, typer.Option(help="whisper, vosk or scripted.")] = "whisper",
    telephone: Annotated[bool, typer.Option(help="Put the audio through 300-3400 Hz, 8 kHz, A-law first.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
    data: DataOption = None,
) -> None:
    """Recognise the clips of a manifest and compare (definition: docs/speech.md). Lines without words are skipped."""
    from callcenter.cli.speech_engine import loaded
    from transcription import audio, session
    from transcription.error_rate import edits

    with manifest.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or not {"file", "transcript"} <= rows[0].keys():
        typer.echo(f"bad-manifest: {manifest} needs a header with the columns file and transcript", err=True)
        raise typer.Exit(1)
    wanted = [row for row in rows if (row["transcript"] or "").strip()]
    recogniser, lexicon = loaded(engine, data)
    errors = characters = 0
    by_file: dict[str, float] = {}
    audio_s = work_s = 0.0
    for row in wanted:
        try:
            samples, rate = audio.read(manifest.parent / row["file"])
        except audio.UnreadableSound as error:
            typer.echo(f"{error.code}: {error}", err=True)
            raise typer.Exit(1) from error
        wave = audio.to_float(samples)
        narrow = audio.telephone(wave, rate) if telephone else audio.resampled(wave, rate, audio.TELEPHONE_RATE)
        started = time.process_time()
        text = "".join(s.text for s in session.transcribe(recogniser, audio.to_int16(narrow), lexicon))
        work_s += time.process_time() - started
        audio_s += len(narrow) / audio.TELEPHONE_RATE
        wrong, length = edits(row["transcript"], text)
        errors, characters = errors + wrong, characters + length
        by_file[row["file"]] = round(wrong / length, 4) if length else 0.0
        typer.echo(f"{by_file[row['file']]:7.3f}  {row['file']}  {text}", err=True)
    figures = {
        "cer": round(errors / characters, 4) if characters else 0.0,
        "cer_by_file": by_file,
        "rtf": round(work_s / audio_s, 4) if audio_s else 0.0,
        "skipped": len(rows) - len(wanted),
    }
    if as_json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        shown = f"character error rate {figures['cer']:.3f}, CPU seconds a second of audio {figures['rtf']:.2f}"
        print(f"{shown}, {len(wanted)} clips, {figures['skipped']} without transcript")
