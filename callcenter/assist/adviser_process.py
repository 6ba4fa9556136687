"""Routing for live calls, in a process beside the telephony loop."""

from callcenter.assist.current import CurrentAdviser
from callcenter.calls.backstage import Backstage
from callcenter.settings import Settings
from models.database import Store
from routing.advice import Advice

_adviser: CurrentAdviser | None = None


class AdviserProcess:
    """`advise` loads the classifier at its first call (seconds; longer where the cold start must be built)."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._backstage = Backstage()

    async def advise(self, words: str) -> Advice:
        return await self._backstage.do(_advise, self._settings, words)

    def close(self) -> None:
        self._backstage.close()


def _advise(settings: Settings, words: str) -> Advice:
    """Runs in the process."""
    global _adviser
    if _adviser is None:
        _adviser = CurrentAdviser(settings, Store.at(settings.database_url))
    return _adviser.advise(words)
