"""Every problem code that the web application itself gives: status and title. docs/api.md shows the same table.

Codes are stable and meant for programs; titles are Chinese and meant for people. The store's own errors
(order-not-found, verb-not-allowed, ...) carry status and message with them; here they have their title.
"""

from typing import Final

PROBLEMS: Final[dict[str, tuple[int, str]]] = {
    "invalid-request": (422, "请求内容不符合要求"),
    "invalid-value": (422, "内容中有无法保存的字符或数值"),
    "invalid-cursor": (422, "翻页位置无效，请回到第一页"),
    "not-found": (404, "没有找到"),
    "method-not-allowed": (405, "不支持这种操作"),
    "bad-request": (400, "请求无法理解"),
    "body-too-large": (413, "提交的内容过大"),
    "not-signed-in": (401, "请先登录"),
    "login-failed": (401, "用户名或密码不正确"),
    "login-rate-limited": (429, "登录尝试过多，请稍后再试"),
    "too-many-requests": (429, "操作过于频繁，请稍后再试"),
    "csrf-mismatch": (403, "页面已过期，请刷新后重试"),
    "forbidden": (403, "没有权限"),
    "idempotency-mismatch": (409, "同一请求编号已用于不同的内容"),
    "idempotency-key-invalid": (422, "请求编号无效"),
    "version-conflict": (409, "工单已被他人修改，请刷新后重试"),
    "order-not-found": (404, "没有这张工单"),
    "verb-unknown": (404, "没有这种办理动作"),
    "verb-not-allowed": (409, "工单当前状态不能这样办理"),
    "role-not-allowed": (403, "您的岗位不能这样办理"),
    "field-missing": (422, "有必填内容没有填写"),
    "field-invalid": (422, "填写的内容不符合要求"),
    "form-broken": (400, "提交的表单格式有误"),
    "attachment-empty": (422, "文件是空的"),
    "attachment-too-large": (413, "文件过大"),
    "attachment-type-refused": (415, "不支持这种文件"),
    "attachment-damaged": (422, "文件已损坏或不完整"),
    "attachment-disguised": (422, "文件中夹带了其他内容"),
    "attachment-infected": (422, "文件含有病毒"),
    "attachment-not-scanned": (409, "文件正在查毒，暂不能下载"),
    "attachment-confidential": (403, "保密工单的原始材料不向承办单位提供"),
    "attachment-lost": (404, "文件已丢失，请联系系统管理员"),
    "attachment-not-found": (404, "没有这个附件"),
    "attachment-already-there": (409, "这个文件已在附件中"),
    "too-many-attachments": (409, "附件已达上限"),
    "export-too-large": (422, "符合条件的工单太多，无法一次导出"),
    "name-taken": (409, "已有同名的一项"),
    "view-not-found": (404, "没有这个视图"),
    "view-name-taken": (409, "已有同名的视图"),
    "too-many-views": (409, "保存的视图太多"),
    "suggestion-not-found": (404, "没有这条并案建议"),
    "suggestion-decided": (409, "这条并案建议已有处理结果"),
    "alert-not-found": (404, "没有这条预警"),
    "call-not-found": (404, "没有这通电话"),
    "call-still-live": (409, "通话尚未结束"),
    "recording-not-found": (404, "这通电话没有录音"),
    "not-on-duty": (409, "请先签入坐席"),
    "presence-not-allowed": (409, "当前状态下不能这样切换"),
    "no-extension": (409, "没有可用的分机"),
    "demo-only": (404, "仅演示环境提供"),
    "channel-not-found": (404, "没有这个渠道"),
    "channel-settings-invalid": (422, "渠道设置不符合要求"),
    "message-not-found": (404, "没有这封收件"),
    "message-not-dead": (409, "收件不在死信中"),
    "delivery-not-found": (404, "没有这条通知"),
    "delivery-not-open": (409, "通知当前不能这样处理"),
    "target-not-found": (404, "没有这个通知对象"),
    "webhook-not-found": (404, "没有这个回调"),
    "webhook-name-taken": (409, "已有同名的回调"),
    "exchange-unavailable": (503, "电话交换机暂时不可用"),
    "adviser-unavailable": (503, "智能分派暂时不可用"),
    "database-unavailable": (503, "数据库暂时不可用，请稍后再试"),
    "internal-error": (500, "系统出现故障，已记录"),
}

TYPE_PREFIX: Final = "urn:hotline-12345:problem:"

STATUS_CODES: Final[dict[int, str]] = {
    400: "bad-request",
    404: "not-found",
    405: "method-not-allowed",
    413: "body-too-large",
}
"""Codes of the errors that the framework raises with a bare status."""
