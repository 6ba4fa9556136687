/** The citizen's telephone of a demonstration. */

export const telephone = {
  telephone: {
    title: "市民电话",
    lead: "用浏览器拨打 12345 热线（演示）",
    call: "拨打 12345",
    hangUp: "挂断",
    ready: "点击绿色按钮拨打",
    askingMicrophone: "正在请求麦克风权限，请点击“允许”",
    dialling: "正在拨打……",
    talking: "通话中",
    ended: "通话已结束",
    again: "再次拨打",
    keypad: "拨号键盘",
    key: (tone: string) => `按键 ${tone}`,
    level: "麦克风音量",
    levelTheirs: "对方音量",
    hint: "请在安静的环境中讲述您的诉求：什么事、在什么地方、希望怎样解决。",
  },
} as const;
