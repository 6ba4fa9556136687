"""`hotline bench NAME`: figures with machine and commit. A bench is a module of benchmarks/ with `run(rows, seed)`."""

import importlib.util
import json
import os
import platform
import sys
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import typer

from callcenter.commit import commit

app = typer.Typer(add_completion=False)

NAMES = ("intake", "search", "duplicates", "routing", "training", "kpi", "calls", "speech", "events")
_ROOT = Path(__file__).resolve().parents[2]


@app.command()
def bench(
    name: Annotated[str, typer.Argument(help=", ".join(NAMES), metavar="NAME")],
    rows: Annotated[int | None, typer.Option(help="Size; each bench has its own default.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the generated data.")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Measure, and say on which machine and commit."""
    if name not in NAMES:
        print(f"hotline bench: there is no bench {name!r}; there are {', '.join(NAMES)}", file=sys.stderr)
        raise typer.Exit(2)
    module = _module(name)
    if module is None:
        print(f"hotline bench: {name} is not built yet", file=sys.stderr)
        raise typer.Exit(2)
    measured: dict[str, Any] = module.run(rows, seed)
    result = {"bench": name, "commit": commit(), "machine": _machine(), **measured}
    print(json.dumps(result, ensure_ascii=False)) if as_json else _table(result)


def _module(name: str) -> ModuleType | None:
    """benchmarks/NAME.py of the checkout; None where it does not exist (yet)."""
    path = _ROOT / "benchmarks" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"benchmarks.{name}", path) if path.is_file() else None
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _machine() -> dict[str, Any]:
    processor = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    memory = next((line.split()[1] for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), "0")
    return {
        "processor": processor,
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(int(memory) / 1024**2, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def _table(result: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    machine = result["machine"]
    table = Table(title=f"{result['bench']} at {result['commit']}: {machine['processor']}, {machine['cores']} cores")
    table.add_column("figure")
    table.add_column("value", justify="right")
    for kind in ("figures", "limits"):
        for figure, value in result[kind].items():
            table.add_row(figure if kind == "figures" else f"limit: {figure}", "-" if value is None else str(value))
    Console().print(table)
