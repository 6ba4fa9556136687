"""How the like of it was answered: done orders alone, their reply as it stands and masked, never a confidential one."""

from typing import Any

from callcenter.assist.solved import solved
from models import orders
from models.database import Store
from models.orders import Actor
from models.people import Role
from tests.callcenter.matters.demands_of_people import LAMP, PIPE, PIPE_AGAIN, reported

AGENT = Actor(None, "话务员", Role.AGENT.value)
REPLY = "供水公司已于当日抢修完毕。已向您的电话13812345678说明。感谢您的反映；如有问题请再来电。再见。"


def answered(store: Store, number: str, **known: Any) -> None:
    with store.transaction() as session:
        orders.apply(
            session, AGENT, number, "answer", None, public_reply_text=REPLY, knowledge_ref="K020", **known
        )  # fmt: skip


def test_done_orders_with_their_reply(store: Store) -> None:
    done = reported(store, PIPE, title="自来水主管道爆裂")
    answered(store, done)
    reported(store, PIPE)  # open
    answered(store, reported(store, LAMP))  # another matter
    with store.reading() as session:
        (one,) = solved(session, PIPE_AGAIN)
        assert solved(session, PIPE_AGAIN, besides=done) == []
    assert (one.order_no, one.title) == (done, "自来水主管道爆裂")
    assert one.reply == ("供水公司已于当日抢修完毕", "已向您的电话138****5678说明", "感谢您的反映")


def test_a_confidential_order_is_never_shown(store: Store) -> None:
    answered(store, reported(store, PIPE, is_secret=True))
    with store.reading() as session:
        assert solved(session, PIPE_AGAIN) == []
