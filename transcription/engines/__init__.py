"""The engines by name. A new one is a module with a class that keeps the port, and a line in this table."""

import importlib
from pathlib import Path

from transcription.engine import Engine, EngineUnavailable

# name -> (module, class, folders of weights in order of preference)
_ENGINES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "whisper": ("transcription.engines.whisper", "Whisper", ("whisper-base",)),
    "vosk": ("transcription.engines.vosk", "Vosk", ("vosk-small-cn",)),
    "scripted": ("transcription.engines.scripted", "Scripted", ()),
}

NAMES = tuple(_ENGINES)
DEFAULT = "whisper"


def weights_of(name: str) -> str | None:
    """Name of the weights in the table of `transcription.weights` that an engine loads; None where it needs none."""
    _, _, folders = _entry(name)
    return folders[0] if folders else None


def load(name: str, weights_dir: Path) -> Engine:
    """The engine, ready. weights_dir: the folder of its own weights. Raises `EngineUnavailable`."""
    module, cls, _ = _entry(name)
    engine: Engine = getattr(importlib.import_module(module), cls)(weights_dir)
    return engine


def _entry(name: str) -> tuple[str, str, tuple[str, ...]]:
    if name not in _ENGINES:
        raise EngineUnavailable(f"there is no engine {name!r}; there are: {', '.join(NAMES)}")
    return _ENGINES[name]
