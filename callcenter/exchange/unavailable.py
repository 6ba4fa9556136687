"""Why there is no exchange on this machine: one error that says how to mend it."""


class ExchangeUnavailable(Exception):
    """Asterisk can be neither found nor installed nor started here. Code: `exchange-unavailable`.

    `why` is the cause, `mend` what a person can do; the other channels work without it.
    """

    code = "exchange-unavailable"

    def __init__(self, why: str, mend: str) -> None:
        super().__init__(f"{why}. {mend}")
        self.why = why
        self.mend = mend
