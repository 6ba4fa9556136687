"""Property tests are about truth, not speed: no deadline for an example."""

from hypothesis import settings

settings.register_profile("models", deadline=None, max_examples=60)
settings.load_profile("models")
