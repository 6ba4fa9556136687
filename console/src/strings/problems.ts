/** What went wrong, and what to do next. */

export const problems = {
  errors: {
    network: "网络不通，或服务没有运行",
    unexpected: "出现意外错误",
    code: "代码",
    next: "下一步",
    retry: "重试",
    notFoundPage: "没有这个页面",
    home: "回到首页",
    reload: "重新载入页面",
  },
  /** What a person can do next, by the problem's code, else by its status. */
  nextSteps: {
    network: "请检查网络后重试；若一直如此，请联系系统管理员。",
    "version-conflict": "他人刚刚更新了这件工单。请看过最新内容后再办理。",
    "login-failed": "请核对账号和密码。",
    "bad-credentials": "请核对账号和密码。",
    "order-not-found": "请核对工单编号，或回到工单列表查找。",
    "verb-not-allowed": "工单状态已变，请刷新后再试。",
    "role-not-allowed": "您的角色没有此权限，请联系班长。",
    "field-missing": "请补全所缺的内容后再试。",
    "field-invalid": "请改正所指的内容后再试。",
    "suggestion-decided": "同事刚刚处理了这条建议。已载入最新内容，请看下一条。",
    400: "请核对填写的内容。",
    401: "请重新登录。",
    403: "您的角色没有此权限，请联系班长。",
    404: "内容不存在或已移走，请返回列表查找。",
    409: "内容已被他人修改，请刷新后再试。",
    422: "请核对填写的内容。",
    429: "操作过于频繁，请稍候再试。",
    500: "请稍后重试；若一直如此，请把代码告诉系统管理员。",
    502: "服务正在启动或重启，请稍后重试。",
    503: "服务暂时不可用，请稍后重试。",
  } as Record<string | number, string>,
} as const;
