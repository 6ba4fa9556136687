/** Places with a QR code. */

export const qr = {
  qr: {
    title: "扫码点位",
    lead: "为办事窗口、社区、公交站点等生成二维码。市民扫码后，地点自动填好。",
    add: "新增点位",
    kind: "类型",
    kinds: { counter: "办事窗口", community: "社区（村）", bus_stop: "公交站点", other: "其他场所" },
    name: "名称",
    address: "地点",
    addressHint: "填入市民表单的地点，写到街道、社区或路名",
    active: "启用",
    inactive: "停用",
    stop: "停用",
    start: "恢复启用",
    stopConfirm: "停用后，已张贴的二维码不再带出地点。确定停用？",
    created: "创建",
    link: "打开链接",
    print: "打印（A4，每页六个）",
    poster: "打印海报（每页一个）",
    printHint: "不选则打印全部启用的点位",
    empty: "还没有点位。先新增一个，再打印二维码。",
    missing: (field: string) => `请填写${field}`,
    localAddress: "二维码里的地址只能在本机打开。请先设置对外网址（HOTLINE_PUBLIC_URL），再打印张贴。",
  },
} as const;
