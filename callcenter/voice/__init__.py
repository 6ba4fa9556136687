"""The hotline's own voice: Mandarin prompts, surveys and synthetic callers."""

from callcenter.voice.speaker import RATE, VOICES, Voice, VoiceUnavailable

__all__ = ["RATE", "VOICES", "Voice", "VoiceUnavailable"]
