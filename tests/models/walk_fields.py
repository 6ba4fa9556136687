"""What somebody might fill in while walking: for every verb fields that it takes."""

from datetime import datetime, timedelta
from typing import Any

LEAD, ASSIST, OTHER = "421202", "XNSZ006", "XNSZ015"
UNITS = (LEAD, ASSIST, OTHER)
_FULL_FORM = {"caller_name": "张三", "caller_phone": "13812345678", "place_text": "温泉路", "reason": "当事人不愿说明"}


def fields(verb: str, pick: int, now: datetime, master: str) -> dict[str, Any]:
    """`pick` varies them; master: the other order."""
    unit, part = UNITS[pick % 3], UNITS[pick // 3 % 3]
    given: dict[str, dict[str, Any]] = {
        "edit": {
            "title": f"改过的标题{pick}",
            "urgency": ("一般", "紧急", "特急")[pick % 3],
            "accused_code": (None, ASSIST)[pick % 2],
        },
        "submit": _FULL_FORM,
        "answer": {"public_reply_text": "政策如下", "knowledge_ref": "K-1"},
        "transfer_emergency": {"emergency_service": "119"},
        "confirm_emergency": {"transfer_ack": "已出警"},
        "reject": {"reject_code": "02", "route_told": "向人民法院起诉"},
        "dispatch": {
            "lead_code": unit,
            "assist_codes": [ASSIST, OTHER][: pick % 3],
            "guidance_code": (None, OTHER)[pick % 2],
        },
        "merge": {"master_no": master},
        "request_return": {"return_reason": "not_ours", "return_basis": "三定方案"},
        "refuse_return": {"forbid_return": pick % 2 == 0},
        "rule": {"lead_code": unit, "arbitration_opinion": "由该单位主办"},
        "sub_dispatch": {"add_units": [UNITS[(pick + 1) % 3]]},
        "contact": {"contact_at": now},
        "agree_part_return": {"part_unit": part},
        "refuse_part_return": {"part_unit": part},
        "accept_part": {"part_unit": part},
        "send_back_part": {"part_unit": part},
        "request_extension": {"extension_days": 1 + pick % 3},
        "request_listing": {"listing_plan": "年内改造", "listing_until": now + timedelta(days=60), "caller_told": True},
        "reply": {"reply_text": "已办", "public_reply_text": "已办结", "solved": "已解决"},
        "request_sign_off": {"reply_text": "已办", "public_reply_text": "已办结", "solved": "已解决"},
        "keep_longer": {"retain_until": now + timedelta(days=400)},
        "try_callback": {"callback_method": "人工", "callback_result": ("no_answer", "busy", "refused")[pick % 3]},
        "try_verification": {"callback_method": "人工", "callback_result": ("no_answer", "refused")[pick % 2]},
        "verify_rating": {
            "rating_check": ("confirmed", "not_unit", "mistaken")[pick % 3],
            **({"callback_solved": "已解决", "callback_score": 4} if pick % 3 == 2 else {}),
        },
        "verify_ended": {
            "rating_check": ("confirmed", "not_unit", "mistaken")[pick % 3],
            **({"callback_solved": "已解决", "callback_score": 4} if pick % 3 == 2 else {}),
        },
        "rate": {
            "callback_method": "网页",
            "callback_solved": ("已解决", "未解决")[pick % 2],
            "callback_score": 1 + pick % 5,
        },
        "rate_again": {"callback_method": "短信", "later_score": 1 + pick % 5, "callback_reason": "又坏了"},
        "record_callback": {
            "callback_method": ("人工", "网页")[pick // 3 % 2],
            "callback_solved": ("已解决", "未解决")[pick % 2],
            "callback_score": 1 + pick % 5,
            "callback_reason": "没人来",
        },
        "reopen": {"lead_code": unit},
        "request_assessment_appeal": {"assessment_item": "on_time", "evidence": "见附件"},
        "request_unreasonable": {"evidence": "见附件"},
        "request_exclusion": {"exclusion_reason": ("incomplete", "statutory")[pick % 2], "evidence": "见附件"},
        "take_upstream_limit": {"upstream_due_at": now + timedelta(hours=(-3, 2, 30, 400)[pick % 4])},
        "flag_risk": {"risk_kind": ("hazard", "threat")[pick % 2]},
        "clear_risk": {"risk_kind": ("hazard", "threat")[pick % 2]},
    }
    return {"reason": "情况属实", "text": "说明", **given.get(verb, {})}
