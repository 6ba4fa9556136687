/** The frame of every page. */

export const shell = {
  product: "12345 政务服务便民热线",
  nav: {
    desk: "话务台",
    unit: "办理台",
    dispatch: "派单台",
    callbacks: "回访台",
    orders: "工单",
    calls: "通话",
    inbox: "收件",
    channels: "渠道",
    analysis: "派单分析",
    counter: "办不成事窗口",
    places: "扫码点位",
    catalogue: "城市数据",
    people: "人员",
    telephone: "市民电话",
    signOut: "退出登录",
    main: "主导航",
  },
  skip: "跳到主要内容",
  alarm: "系统报警",
  alarms: {
    "routing-failed": "系统未能给出派单建议",
    "duty-unit-unknown": "派单目录有错：规则引用了不存在的单位，请到“城市数据”修正",
    "duty-names-nobody": "派单目录有错：规则没有可派的单位，请到“城市数据”修正",
  } as Record<string, string>,
  welcome: "您的角色在本版本中还没有专属页面。",
  live: {
    short: "实时",
    open: "实时连接正常",
    connecting: "正在建立实时连接",
    waiting: "实时连接中断，正在重连；页面数据可能不是最新",
    closed: "实时连接已断开",
  },
  freshness: { updated: "更新于", refresh: "刷新", loading: "正在读取", stale: "读取失败，显示的是旧数据" },
} as const;
