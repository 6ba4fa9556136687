/** The order's form and routing's advice. */

export const draft = {
  form: {
    title: "工单",
    fields: {
      title: "标题",
      content: "诉求内容",
      request_type: "诉求类型",
      urgency: "紧急程度",
      category_code: "诉求分类",
      lead_code: "主办单位",
      assist_codes: "协办单位",
      place_text: "事发地点",
      citizen_name: "市民姓名",
      is_secret: "信息保密",
    },
    secret: "市民要求保密",
    adopt: "采纳",
    adoptField: (field: string) => `采纳建议：${field}`,
    proposalOf: (text: string) => `建议：${text}`,
    categoryHint: "搜索或逐级选择（三级）",
    departmentHint: "搜索单位名称",
    due: "预计办理期限",
    dueUnknown: "派单后按工作日历计算",
    save: "保存",
    saveAndDispatch: "保存并派发",
    saved: (no: string) => `已保存，工单编号 ${no}`,
    dispatched: (no: string) => `已派发，工单编号 ${no}`,
    missing: (names: string) => `还缺：${names}`,
    noCall: "手工填单",
    another: "新建下一单",
  },
  requestTypes: ["咨询", "求助", "投诉", "举报", "建议", "表扬", "其他"],
  urgencies: ["一般", "紧急", "特急"],
  advice: {
    title: "派单依据",
    confidence: "把握程度",
    none: "还没有建议：市民说出诉求后会给出。",
    notKept: "这里没有派单建议。",
    noDemand: "未听到明确诉求",
    alternatives: "其他可能",
    kinds: { rule: "规则", words: "用词", place: "地点", similar: "类似工单", urgent: "紧急", gap: "缺项" } as Record<
      string,
      string
    >,
    levels: [
      [0.9, "高"],
      [0.7, "较高"],
      [0.5, "一般"],
      [0, "低"],
    ] as [number, string][],
  },
} as const;
