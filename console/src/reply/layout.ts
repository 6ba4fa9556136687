/** How the reply's form is laid out, and which fields show only when another asks for them. */
import type { Asked, Values } from "../verbs/asked";
import { zh } from "../strings";

const SECTIONS: [string, string[]][] = [
  [zh.reply.sections.contact, ["found_true", "contacted", "contact_by", "contact_at", "beyond_duty", "beyond_kind"]],
  [zh.reply.sections.result, ["solved", "stated_satisfaction", "unsolved_code", "unsolved_reason"]],
  [zh.reply.sections.internal, ["reply_text"]],
  [zh.reply.sections.public, ["public_reply_text", "legal_basis", "signer"]],
];

const isOpen = (solved: unknown) => solved === "部分解决" || solved === "未解决";

const SHOWN_WHEN: Partial<Record<string, (values: Values) => boolean>> = {
  contact_by: ({ contacted }) => contacted === true,
  contact_at: ({ contacted }) => contacted === true,
  beyond_kind: ({ beyond_duty }) => beyond_duty === true,
  unsolved_code: ({ solved }) => isOpen(solved),
  unsolved_reason: ({ solved }) => isOpen(solved),
};

export const isShown = (name: string, values: Values): boolean => SHOWN_WHEN[name]?.(values) ?? true;

export interface Section {
  title: string;
  asked: Asked[];
}

/** A field that the workflow adds tomorrow stands at the end: none is lost. */
export function sectionsOf(asked: readonly Asked[]): Section[] {
  const placed = new Set(SECTIONS.flatMap(([, names]) => names));
  const sections = SECTIONS.map(([title, names]) => ({
    title,
    asked: names.flatMap((name) => asked.find((each) => each.name === name) ?? []),
  }));
  const others = asked.filter(({ name }) => !placed.has(name));
  return [...sections, { title: zh.reply.sections.other, asked: others }].filter((section) => section.asked.length > 0);
}

/** Without these the API refuses what was ticked. */
const DEMANDED = new Set(["contact_at", "beyond_kind", "unsolved_reason"]);

/** A field that shows because another asks for it must be filled in. */
export const demanded = (asked: Asked, values: Values): Asked =>
  DEMANDED.has(asked.name) && isShown(asked.name, values) ? { ...asked, required: true } : asked;
