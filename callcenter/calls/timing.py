"""How long a call waits for what: data, so that a site may change it and tests may shrink it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """Seconds, except `agents_tried` (how many agents a caller is offered to before the automatic intake)."""

    row_patience: float = 0.5
    """How long an arriving call waits for its row in the database before it is answered anyway."""
    ring: float = 15.0
    agents_tried: int = 3
    prompt_at_most: float = 60.0
    silence_after_speech: float = 8.0
    silence_from_start: float = 15.0
    intake_at_most: float = 300.0
    look_every: float = 0.25
    """How often the automatic intake looks at the caller's silence."""
    last_words: float = 20.0
    """How long the recogniser may take for the final words of a live call; then the recording is transcribed."""
    exchange_away: float = 30.0
    """After this long without the exchange its calls are lost."""
    exchange_retry: float = 0.5
    """How long after a request that the exchange did not answer it is made again."""
    tracks_settle: float = 1.0
    """How long the exchange may take to close its track files after the hang-up."""
    tracks_look: float = 0.05
    unrecorded_every: float = 900.0
    """How often calls without a recording (a full disk) and recordings without a call are looked for."""
    store_retry: float = 0.5
    store_tries: int = 6
