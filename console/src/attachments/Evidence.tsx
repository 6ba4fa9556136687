/** The files that prove what a unit reports: offered in the dialogs of the verbs that want proof. */
import type { AttachmentStep, Kind } from "./api";
import { AttachmentField } from "./AttachmentField";
import { words } from "./strings";

/** Verb -> the purposes of its files, the usual one first. */
const PROOF: Partial<Record<string, readonly Kind[]>> = {
  contact: ["contact"],
  report_progress: ["handling"],
  submit_part: ["handling", "contact"],
  request_return: ["handling", "certificate"],
  reply: ["handling", "contact", "certificate"],
  request_assessment_appeal: ["certificate", "handling", "contact"],
  request_unreasonable: ["certificate", "contact"],
  request_exclusion: ["certificate", "handling"],
};

interface Props {
  orderNo: string;
  verb: string;
  /** Hears of every file with the order's version after it: `ownStep` of the verb's form. */
  onAdded: (step: AttachmentStep) => void;
}

export function Evidence({ orderNo, verb, onAdded }: Props) {
  const kinds = PROOF[verb];
  if (!kinds) return null;
  return (
    <section aria-label={words.evidence}>
      <h3>{words.evidence}</h3>
      <AttachmentField orderNo={orderNo} kinds={kinds} onAdded={onAdded} />
    </section>
  );
}
