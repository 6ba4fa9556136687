/**
 * What can be checked of a reply while it is written: the rules of a reply's audit that words alone decide.
 * They warn; what they find is the writer's to judge.
 */
import type { Order } from "../api/types";
import { zh } from "../strings";
import type { Values } from "../verbs/asked";

export interface Finding {
  rule: string;
  level: "high" | "medium";
  /** The field that it is about. */
  field: string;
  text: string;
}

interface Reply {
  internal: string;
  open: string;
  values: Values;
  demand: string;
}

type Rule = (reply: Reply) => Omit<Finding, "rule"> | null;

const PHONE = /(?<!\d)(1[3-9]\d{9}|0\d{2,3}[-—]?\d{7,8})(?!\d)/;
const IDENTITY = /(?<!\d)\d{17}[\dXx](?!\d)/;
const DOOR = /\d+\s*[号#]?\s*(楼|栋|幢|座)?\s*\d*\s*单元|\d+\s*(栋|幢|号楼)|\d+[-－]\d+[-－]\d+|\d+\s*号(?!线|令|文|公告|机|井)|\d+\s*室/;
const NAME = /[\u4e00-\u9fa5](先生|女士|大爷|大妈|阿姨)/;
const EMPTY = /高度重视|积极协调|尽快(处理|解决|落实)|适时|进一步加强|正在研究|已转(交|办)相关(部门|单位)|予以关注|逐步(推进|解决)/;
const SHIRKS = /不归我(们|单位|局|办)?管|不属于?(我们|我单位|我局|本单位)(的)?(职责|管辖|范围)?|与(我们|我单位|我局)无关|(请|可)?(您|你)?自行(联系|解决|协商)|请找(其他|别的|相关)/;
const ABSOLUTE = /绝对|百分之百|100%|永远|彻底(解决|杜绝)|保证不再|从未|完全没有/;
const PROMISES = /一定会|肯定会|保证(在|于|能|会)|马上就|立即就能/;
const TIME = /\d{1,2}\s*月\s*\d{1,2}\s*日|\d{4}\s*年|\d{1,2}\s*[时点]|(今|昨|当|次|明)(日|天)|\d+\s*(个)?(工作日|日内|天内|小时)/;
const MEASURE = /修|换|清(理|运|洗)|拆|整改|处罚|查处|检查|巡查|安排|更换|恢复|协调|约谈|退(款|还|费)|补(办|发|缴)|安装|疏通|抢修|督促|告知|答复|解释|派|核实|登记|立案|消毒|加固|封闭|设置/;
const HAZARD = /井盖|电线|燃气|煤气|漏电|塌|坍|坠落|消防|火灾|危房|爆炸|触电|溺水/;
const SAFETY = /安全|注意|远离|绕行|警示|围挡|请勿|防护|避让/;
const CONTACTED = /(电话|当面|上门)?(联系|致电|回访)(了|到)?(您|诉求人|市民|来电人|反映人)/;
const LAW = /《[^》]+(法|条例|规定|办法|标准)[^》]*》|第[一二三四五六七八九十百\d]+条/;
const UNSOLVED = /(未|没有|尚未|暂未)(能)?(解决|完成|修复|办结)|无法解决/;

const SHORT = 20;

const found = (level: Finding["level"], field: string, text: string) => ({ level, field, text });
const where = (pattern: RegExp, text: string): string | null => pattern.exec(text)?.[0] ?? null;

/** Pairs of signs, as the search knows words. */
function pairs(text: string): Set<string> {
  const words = text.replace(/[^\u4e00-\u9fa5]/g, " ").split(/\s+/);
  return new Set(words.flatMap((word) => Array.from({ length: Math.max(0, word.length - 1) }, (_, at) => word.slice(at, at + 2))));
}

const inOpen = (pattern: RegExp, level: Finding["level"], say: (word: string) => string): Rule => ({ open }) => {
  const word = where(pattern, open);
  return word === null ? null : found(level, "public_reply_text", say(word));
};

const RULES: Record<string, Rule> = {
  phone: inOpen(PHONE, "high", () => zh.audit.phone),
  identity: inOpen(IDENTITY, "high", () => zh.audit.identity),
  door: inOpen(DOOR, "high", () => zh.audit.door),
  name: inOpen(NAME, "medium", () => zh.audit.name),
  shirks: inOpen(SHIRKS, "high", zh.audit.shirks),
  empty: inOpen(EMPTY, "medium", zh.audit.empty),
  absolute: inOpen(ABSOLUTE, "medium", zh.audit.absolute),
  promises: inOpen(PROMISES, "medium", zh.audit.promises),
  noFacts: ({ open, internal, values }) =>
    values.solved === "已解决" && !(TIME.test(open + internal) && MEASURE.test(open + internal))
      ? found("high", "reply_text", zh.audit.noFacts)
      : null,
  noTime: ({ open }) => (open && !TIME.test(open) ? found("medium", "public_reply_text", zh.audit.noTime) : null),
  noMeasure: ({ open }) => (open && !MEASURE.test(open) ? found("medium", "public_reply_text", zh.audit.noMeasure) : null),
  contradiction: ({ open, internal, values }) =>
    values.solved === "已解决" && UNSOLVED.test(open + internal) ? found("high", "solved", zh.audit.contradiction) : null,
  contactTime: ({ values }) =>
    values.contacted === true && !values.contact_at ? found("high", "contact_at", zh.audit.contactTime) : null,
  contactClaim: ({ open, internal, values }) =>
    values.contacted !== true && CONTACTED.test(open + internal) ? found("medium", "contacted", zh.audit.contactClaim) : null,
  law: ({ open, values }) => (LAW.test(open) && !values.legal_basis ? found("medium", "legal_basis", zh.audit.law) : null),
  hazard: ({ open, demand }) =>
    open && HAZARD.test(demand) && !SAFETY.test(open) ? found("medium", "public_reply_text", zh.audit.hazard) : null,
  core: ({ open, demand }) => {
    const asked = pairs(demand);
    if (!open || asked.size === 0) return null;
    return [...pairs(open)].some((pair) => asked.has(pair)) ? null : found("medium", "public_reply_text", zh.audit.core);
  },
  short: ({ open }) => (open && open.length < SHORT ? found("medium", "public_reply_text", zh.audit.short) : null),
};

const text = (value: unknown) => (typeof value === "string" ? value.trim() : "");

/** What is to be mended, the graver first. An empty form has nothing to be found yet. */
export function audit(values: Values, order: Pick<Order, "title" | "content">): Finding[] {
  const reply: Reply = {
    internal: text(values.reply_text),
    open: text(values.public_reply_text),
    values,
    demand: `${order.title}。${order.content}`,
  };
  if (!reply.internal && !reply.open) return [];
  const all = Object.entries(RULES).flatMap(([rule, judge]) => {
    const finding = judge(reply);
    return finding ? [{ rule, ...finding }] : [];
  });
  return [...all.filter(({ level }) => level === "high"), ...all.filter(({ level }) => level === "medium")];
}
