"""The recogniser of the commands that work in this process: its weights are installed when they are first needed."""

import typer

from callcenter.settings import Settings
from transcription import weights
from transcription.engine import Engine, EngineUnavailable
from transcription.engines import load, weights_of
from transcription.lexicon import Lexicon


def loaded(engine: str, data: str | None) -> tuple[Engine, Lexicon]:
    """The engine and the city's terms; ends the command with code and cause where that cannot be."""
    from callcenter.speech_terms import city_terms

    settings = Settings.load(data)
    try:
        needed = weights_of(engine)
        folder = weights.ensure(settings.cache, needed) if needed else weights.folder(settings.cache, engine)
        return load(engine, folder), Lexicon(city_terms(settings))
    except (EngineUnavailable, weights.WeightsUnavailable) as error:
        typer.echo(f"{error.code}: {error}", err=True)
        raise typer.Exit(1) from error
