"""Sounds that hold no speech: 8 kHz, 16 bit."""

import numpy as np

from transcription.engine import Samples


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * 8000), np.int16)


def noise(seconds: float, loud: float = 1000.0) -> Samples:
    return (np.random.default_rng(7).normal(0, loud, int(seconds * 8000))).astype(np.int16)


def tone(seconds: float, hertz: float = 440.0, loud: float = 8000.0) -> Samples:
    return (loud * np.sin(2 * np.pi * hertz * np.arange(int(seconds * 8000)) / 8000)).astype(np.int16)
