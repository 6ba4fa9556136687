"""What staff write into orders: replies, reasons, public answers. Chinese, of the project's own, in one place."""

from typing import Final

REPLY: Final = "接单后我单位于当日安排人员到现场核实，{found}。{done}，已向诉求人说明情况。"
PUBLIC_REPLY: Final = "您好，您反映的问题收悉。经核实，{found}。{done}。感谢您对我们工作的监督与支持。"
FOUND: Final = {"属实": "反映情况属实", "部分属实": "反映情况部分属实", "不属实": "未发现所反映的情况"}
DONE: Final = {
    "已解决": "现已整改完毕",
    "部分解决": "已完成部分整改，其余列入下月计划",
    "未解决": "因涉及权属争议，暂不能解决，将继续协调",
}
UNSOLVED: Final = "权属或责任有争议"
ANSWER: Final = "您好，按照现行规定，您咨询的事项可凭有效证件到对应窗口或线上办理，具体材料以办事指南为准。"
KNOWLEDGE: Final = "K{number:03d}"
ROUTE_TOLD: Final = "请向有管辖权的机关提出，已告知受理机关的联系方式"
RETURN_BASIS: Final = "三定方案及权责清单"
RETURN_REASON: Final = "经核，该事项不属我单位职责，建议改派"
RETURN_REFUSED: Final = "经核对派单目录，属贵单位职责，请依法办理"
OPINION: Final = "经会商，由该单位牵头办理，相关单位配合"
EXTENSION: Final = "需多部门会商并现场施工，申请延期"
EXTENSION_REFUSED: Final = "理由不充分，请按期办理"
LISTING_PLAN: Final = "已列入年度改造计划，按季度推进，完成后销账"
UNLISTED: Final = "承诺事项已完成，销账办理"
PROGRESS: Final = "已到现场查看，正在组织施工"
PART_DONE: Final = "我单位已完成配合事项，情况已反馈主办单位"
SENT_BACK_DRAFT: Final = "地点不清，请向来电人核实后补充"
SENT_BACK_REPLY: Final = "答复没有回应诉求人的具体问题，请补充办理结果"
REVIEWED: Final = "五要素已向来电人核实"
URGED: Final = "诉求人再次来电，请加快办理"
REOPENED: Final = "诉求人反映问题反复，重新办理"
REDONE: Final = "诉求人不满意，请重新办理"
SUPERVISED: Final = "二次不满意，督办"
CLOSED_AFTER: Final = "经督办仍无法满足诉求人要求，已当面解释"
UNHAPPY: Final = "问题还在，没有看到处理"
CANCELLED: Final = "来电未提出诉求，作废"
ACKNOWLEDGED: Final = "对方已接警并出警"
WITHDRAWN: Final = "诉求人来电称已自行协商解决，申请撤诉"
VERIFIED: Final = "已电话核实诉求人的评价"
LIFTED: Final = "已办理完毕，解除督办"
