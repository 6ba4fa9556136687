"""What a verb does beyond the new state and the filled fields: one small function a verb."""

from collections.abc import Callable, Mapping
from typing import Final

from models.orders import dispatch
from models.orders.effects import afterwards, citizen, desk, parts, unit
from models.orders.step import Step

EFFECTS: Final[Mapping[str, Callable[[Step], None]]] = {
    "answer": desk.answer,
    "transfer_emergency": desk.transfer_emergency,
    "appeal": desk.back_to_review,
    "dispatch": dispatch.send,
    "merge": desk.merge,
    "unmerge": desk.unmerge,
    "take_answer": desk.take_answer,
    "reject": desk.end_parts,
    "agree_return": desk.agree_return,
    "refuse_return": desk.refuse_return,
    "refer_arbitration": desk.refer_arbitration,
    "rule": desk.rule,
    "sign": unit.sign,
    "request_return": unit.request_return,
    "sub_dispatch": unit.sub_dispatch,
    "contact": unit.contact,
    "request_extension": unit.request_extension,
    "grant_extension": desk.grant_extension,
    "refuse_extension": desk.refuse_extension,
    "request_listing": unit.request_listing,
    "grant_listing": desk.grant_listing,
    "refuse_listing": desk.refuse_listing,
    "unlist": unit.unlist,
    "reply": unit.reply,
    "sign_part": parts.sign_part,
    "submit_part": parts.submit_part,
    "return_part": parts.return_part,
    "agree_part_return": parts.agree_part_return,
    "refuse_part_return": parts.refuse_part_return,
    "accept_part": parts.accept_part,
    "send_back_part": parts.send_back_part,
    "accept_reply": afterwards.accept_reply,
    "send_back_reply": afterwards.send_back_reply,
    "try_callback": afterwards.try_callback,
    "record_callback": afterwards.record_callback,
    "redo": afterwards.redo,
    "close": afterwards.close,
    "reopen": afterwards.reopen,
    "supervise": afterwards.supervise,
    "lift_supervision": afterwards.lift_supervision,
    "urge": afterwards.urge,
    "cancel": afterwards.cancel,
    "withdraw": afterwards.cancel,
    "archive": afterwards.archive,
    "ask": citizen.ask,
    "answer_question": citizen.answer_question,
    "release": citizen.release,
    "retract": citizen.retract,
}
