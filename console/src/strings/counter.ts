/** The counter of a service hall. */

export const counter = {
  counter: {
    title: "办不成事窗口",
    lead: "登记群众在大厅没有办成的事。提交后打印受理单交给本人。",
    name: "姓名",
    phone: "联系电话",
    matter: "办理事项",
    unit: "涉及单位或窗口",
    text: "没有办成的情况",
    textHint: "写明来过几次、每次被告知什么、希望怎样解决",
    place: "地点",
    secret: "身份保密",
    noPublic: "不同意公开",
    submit: "登记",
    again: "登记下一件",
    done: "已登记",
    receipt: "受理编号",
    code: "查询码",
    order: "工单编号",
    print: "打印受理单",
    missing: (field: string) => `请填写${field}`,
    phoneWrong: "请填写电话号码",
    short: "请写 5 至 2000 字",
  },
} as const;
