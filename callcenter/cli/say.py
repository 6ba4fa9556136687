"""`hotline say TEXT -o FILE`: a prompt by the installed voice."""

from pathlib import Path
from typing import Annotated

import typer

from callcenter.cli import DataOption

app = typer.Typer(add_completion=False)


@app.command()
def say(
    text: Annotated[str, typer.Argument(help="Mandarin; figures are read aloud.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="WAV file to write (24 kHz mono).")],
    voice: Annotated[str, typer.Option(help="zf_* women, zm_* men; see `hotline models list`.")] = "zf_xiaobei",
    telephone: Annotated[bool, typer.Option(help="As heard at the far end of a line: 8 kHz, A-law.")] = False,
    data: DataOption = None,
) -> None:
    """Speak a text into a file."""
    import soundfile

    from callcenter.settings import Settings
    from callcenter.voice import Voice, VoiceUnavailable
    from transcription import audio, weights

    try:
        samples, rate = Voice(weights.ensure(Settings.load(data).cache, weights.DEFAULT_VOICE)).speak(text, voice)
    except (VoiceUnavailable, weights.WeightsUnavailable) as error:
        typer.echo(f"{error.code}: {error}", err=True)
        raise typer.Exit(1) from error
    if not len(samples):
        typer.echo("nothing-to-say: the text holds no word", err=True)
        raise typer.Exit(1)
    if telephone:
        samples, rate = audio.telephone(samples, rate), audio.TELEPHONE_RATE
    soundfile.write(output, samples, rate, format="WAV", subtype="PCM_16")
