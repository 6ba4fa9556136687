/** The way in. */

export const session = {
  login: {
    title: "登录",
    login: "账号",
    password: "密码",
    submit: "登录",
    missing: "请填写账号和密码",
    demoTitle: "演示环境",
    demo: "演示账号与密码在启动 ./hotline demo 的终端里按角色列出。",
    demoTelephone: "打开市民电话（模拟来电）",
    expired: "登录已过期，请重新登录。",
  },
} as const;
