"""Earlier orders as reasons: the alike ones, never a confidential one."""

from callcenter.assist.memory import StoreMemory
from models.database import Store
from tests.callcenter.matters.demands_of_people import LAMP, PIPE, PIPE_AGAIN, reported


def test_alike_orders_are_remembered_and_others_and_confidential_ones_are_not(store: Store) -> None:
    first = reported(store, PIPE, title="自来水主管道爆裂")
    reported(store, LAMP)
    reported(store, PIPE, is_secret=True)
    (one,) = StoreMemory(store).similar(PIPE_AGAIN)
    assert (one.order_no, one.title, one.category_code) == (first, "自来水主管道爆裂", "120101")


def test_without_a_database_a_proposal_does_without_memory() -> None:
    gone = Store.at("postgresql://nobody@127.0.0.1:1/none?connect_timeout=1")
    assert StoreMemory(gone).similar(PIPE) == []
