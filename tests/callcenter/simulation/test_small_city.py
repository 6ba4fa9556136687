"""What a demo with `--city-days` begins with."""

from pathlib import Path

from callcenter.settings import Settings
from callcenter.simulation.small_city import let_live
from models import agents
from models.database import Store
from models.orders import WorkOrder


def test_a_demos_city_lives_once_and_leaves_no_agent_behind(
    store: Store, database_url: str, classifiers: Path, tmp_path: Path
) -> None:
    settings = Settings(tmp_path, {"DATABASE_URL": database_url})
    (tmp_path / "classifiers").symlink_to(classifiers)
    ledger = let_live(settings, 1)
    assert ledger is not None
    assert ledger.stat().st_mode & 0o777 == 0o600
    with store.reading() as session:
        assert session.query(WorkOrder.id).count() > 0
        assert session.query(agents.AgentSession).count() > 0
        assert agents.present(session) == []
    assert let_live(settings, 1) is None
