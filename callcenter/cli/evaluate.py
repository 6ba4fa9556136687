"""`hotline evaluate routing | speech`. Each measurement lies in a module of its own."""

import typer

from callcenter.cli.evaluate_speech import evaluate_speech

app = typer.Typer(add_completion=False, no_args_is_help=True)
app.command("speech")(evaluate_speech)


@app.command(
    "routing", add_help_option=False, context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)
def routing(context: typer.Context) -> None:
    """Macro-F1, coverage and calibration of the classifier. Its options: `hotline evaluate routing --help`."""
    from callcenter.cli.evaluate_routing import evaluate_routing

    inner = typer.Typer(add_completion=False)
    inner.command()(evaluate_routing)
    inner(args=context.args, prog_name="hotline evaluate routing")
