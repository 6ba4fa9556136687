"""Fixtures of the call floor: an adviser that knows the sample city, and agents who sign in."""

from collections.abc import Callable

import pytest

from models import agents
from models.catalogue.store import read_vocabulary
from models.database import Store
from models.people import User
from tests.callcenter.floor import ScriptedAdviser


@pytest.fixture
def adviser(store: Store) -> ScriptedAdviser:
    """Proposes a department and a category that the city has."""
    with store.reading() as session:
        vocabulary = read_vocabulary(session)
    category = next(code for code in vocabulary.categories if len(code) == 6)
    return ScriptedAdviser(lead=next(iter(vocabulary.departments)), category=category)


@pytest.fixture
def sign_in(store: Store) -> Callable[[str, str], int]:
    """Make an agent with a telephone, ready (or in another state); returns the user id."""

    def make(login: str, state: agents.AgentState = "ready") -> int:
        with store.transaction() as session:
            user = User(login=login, name=f"话务员{login}", role="agent", password_hash="", extension=login)
            session.add(user)
            session.flush()
            agents.sign_in(session, user.id, login)
            agents.set_state(session, user.id, state)
            return user.id

    return make
