"""`hotline label`: a person reads pairs of messages and says whether they are one matter."""

import json
import sys
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from routing.duplicates import Demand
    from routing.duplicates.labelling.sampling import Pair
    from routing.duplicates.labelling.sheet import Label

app = typer.Typer(add_completion=False, no_args_is_help=True)

_QUESTION = "[1] 同一事项  [2] 相关  [3] 不同  [4] 说不准  [q] 停止 > "


class Pass(IntEnum):
    """The first reading, or the blind second one."""

    FIRST = 1
    SECOND = 2


@app.callback()
def label() -> None:
    """Label pairs of messages."""


@app.command()
def duplicates(  # noqa: PLR0917 - a command's options
    data: Annotated[Path, typer.Option(help="Messages: CSV with id, subject, body, time; author, place.")],
    out: Annotated[Path, typer.Option(help="The sheet of labels: written after each pair, taken up again.")],
    turn: Annotated[Pass, typer.Option("--pass", help="1 reads; 2 reads again, blind and shuffled.")] = Pass.FIRST,
    sample: Annotated[int | None, typer.Option(help="How many pairs; else 500, in the second pass 120.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed draws the same pairs.")] = 1,
    agreement: Annotated[bool, typer.Option("--agreement", help="Print how far the passes agree.")] = False,
    measure: Annotated[bool, typer.Option("--measure", help="Print precision and recall of our judgement.")] = False,
) -> None:
    """Are these two messages one matter? Keys: 1 same, 2 related, 3 different, 4 unsure, q stops."""
    from routing.duplicates.labelling.messages import MessagesWrong, read
    from routing.duplicates.labelling.sheet import SheetWrong

    try:
        if agreement:
            return _print(_agreement(out))
        demands = read(data)
        if measure:
            return _print(_measured(out, demands))
        _ask(demands, out, turn, sample, seed)
    except (OSError, MessagesWrong, SheetWrong) as problem:
        print(f"hotline label: {problem} [{getattr(problem, 'code', 'file-missing')}]", file=sys.stderr)
        raise typer.Exit(2) from problem


def _ask(demands: "dict[str, Demand]", out: Path, turn: Pass, wanted: int | None, seed: int) -> None:
    from routing.duplicates.labelling.sampling import sample
    from routing.duplicates.labelling.sheet import Reading, append, read, second_pass, unread

    readings = read(out)
    if turn is Pass.FIRST:
        pairs = sample(list(demands.values()), wanted or 500, seed)
    else:
        pairs = second_pass(readings, wanted or 120, seed)
    left = unread(pairs, readings, turn)
    for number, pair in enumerate(left, start=len(pairs) - len(left) + 1):
        label = _answer(f"{number}/{len(pairs)}", pair, demands)
        if label is None:
            break
        append(out, Reading(pair, turn, label))
    print(f"{len(unread(pairs, read(out), turn))} pairs are left", file=sys.stderr)


def _answer(place: str, pair: "Pair", demands: "dict[str, Demand]") -> "Label | None":
    """Show a pair and wait for a key; None stops. The stratum is not shown: it would tell how alike the words are."""
    from routing.duplicates.labelling.sheet import Label

    keys = dict(zip("1234", Label, strict=True))
    print(f"\n——— {place} ———")
    for side, message in (("甲", pair.left), ("乙", pair.right)):
        demand = demands[message]
        print(f"{side} {demand.at:%Y-%m-%d %H:%M}  {demand.subject}\n   {demand.text}\n")
    while True:
        key = input(_QUESTION).strip().lower()
        if key in keys:
            return keys[key]
        if key == "q":
            return None


def _agreement(out: Path) -> dict[str, Any]:
    from routing.duplicates.labelling.agreement import agreement
    from routing.duplicates.labelling.sheet import read

    found = agreement(read(out))
    return {
        "pairs": found.pairs,
        "agreed": round(found.agreed, 4),
        "kappa": round(found.kappa, 4),
        "kappa_same": round(found.kappa_same, 4),
        "confusion": {f"{a} -> {b}": n for (a, b), n in sorted(found.confusion.items())},
    }


def _measured(out: Path, demands: "dict[str, Demand]") -> dict[str, Any]:
    from routing.duplicates import Rarity, judge
    from routing.duplicates.labelling.measuring import measure
    from routing.duplicates.labelling.sheet import read

    readings = read(out)
    learned = Rarity.of(demand.words for demand in demands.values())
    figures: dict[str, Any] = {}
    for name, rarity in (("learned_rarity", learned), ("written_rarity", None)):
        found = measure(readings, demands, lambda a, b, r=rarity: judge(a, b, r))  # type: ignore[misc]
        figures[name] = {
            "precision": round(found.precision, 4),
            "recall": round(found.recall, 4),
            "f1": round(found.f1, 4),
            "found": found.found,
            "missed": found.missed,
            "invented": found.invented,
            "refused": found.refused,
            "wrong": {f"{stratum} {label}": n for (stratum, label), n in sorted(found.wrong.items())},
        }
    return figures


def _print(figures: dict[str, Any]) -> None:
    print(json.dumps(figures, ensure_ascii=False, indent=1))
