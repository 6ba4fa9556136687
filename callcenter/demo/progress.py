"""What the demo tells while it starts: a line a step, with the time that it took; on standard error."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

Say = Callable[[str], None]


class Progress:
    """Steps on standard error. A step's details appear under it as they come."""

    def __init__(self) -> None:
        self.console = Console(stderr=True, highlight=False, soft_wrap=True)

    def say(self, text: str) -> None:
        self.console.print(f"  {text}", style="dim", markup=False)

    @contextmanager
    def step(self, name: str) -> Iterator[Say]:
        began = time.monotonic()
        self.console.print(f"… {name}", style="bold", markup=False)
        try:
            yield self.say
        except BaseException:
            self.console.print(f"✗ {name}", style="bold red", markup=False)
            raise
        self.console.print(f"✓ {name} ({time.monotonic() - began:.1f} s)", style="green", markup=False)
