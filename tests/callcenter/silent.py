"""An adviser with nothing to say, for tests that are about something else."""

from routing.advice import Advice, Departments


class SilentAdviser:
    """Proposes nothing."""

    def advise(self, text: str, subject: str = "") -> Advice:
        return Advice(None, Departments(None), "其他", "一般", None, 0.0, False, "")
