"""`hotline test`: sets up what the tests need, then runs them all; the other arguments go to pytest."""

import os
import sys
from pathlib import Path

import typer

app = typer.Typer(add_completion=False)

_ROOT = Path(__file__).parent.parent.parent


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": ["--help"]}
)
def test(context: typer.Context) -> None:
    """Set up what the tests need and run them. `--full`: large tests at their stated size. The rest goes to pytest."""
    from callcenter.exchange.install import install
    from callcenter.exchange.unavailable import ExchangeUnavailable
    from callcenter.settings import Settings
    from callcenter.setup import system
    from transcription import weights

    arguments = list(context.args)
    if "--full" in arguments:
        arguments.remove("--full")
        os.environ["HOTLINE_FULL"] = "1"

    def say(text: str) -> None:
        print(f"hotline test: {text}", file=sys.stderr, flush=True)

    try:
        system.ensure(system.FOR_TESTS, say)
        cache = Settings.load().cache
        install(cache, say)
        for name in (weights.DEFAULT_RECOGNISER, weights.DEFAULT_VOICE):
            weights.ensure(cache, name, say)
    except (system.SystemIncomplete, ExchangeUnavailable, weights.WeightsUnavailable) as problem:
        say(str(problem))
        raise typer.Exit(2) from problem
    os.chdir(_ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])
