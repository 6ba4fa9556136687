/** What an attempt holds while it is filled in, what is still missing, and what is sent. */
import type { AttemptRequest, CallbackTask } from "../api/types";

export type Answers = Required<Omit<AttemptRequest, "version" | "result">> & { result: AttemptRequest["result"] | null };

export const BLANK: Answers = {
  result: null,
  contacted: null,
  is_true: null,
  solved: null,
  score: null,
  reason_code: null,
  fault: null,
  words: null,
  check: null,
  note: null,
};

const BASICALLY_SATISFIED = 3;
const SHORTEST_NOTE = 2;

/** Dissatisfied or not helped: then the reason is asked. */
export const isBad = ({ score, solved }: Answers): boolean =>
  solved === "未解决" || (score != null && score < BASICALLY_SATISFIED);

/** Which question must still be answered, the first only; null: it may be saved. */
export function missing(answers: Answers, kind: string): string | null {
  if (answers.result === null) return "result";
  if (answers.result !== "reached") return null;
  if (kind === "verification") {
    if (!answers.check) return "check";
    if ((answers.note ?? "").trim().length < SHORTEST_NOTE) return "note";
    if (answers.check !== "mistaken") return null;
  }
  if (!answers.solved) return "solved";
  if (!answers.score) return "score";
  if (kind === "callback" && isBad(answers) && !answers.reason_code && !(answers.words ?? "").trim()) return "reason";
  return null;
}

const BY_PERSON = "人工";

/** Whether the citizen has answered by himself, on the page or by message: that ended the asking. */
export const ratedByCitizen = ({ answers, ended_at }: CallbackTask): boolean =>
  answers.some(({ at, method }) => at === ended_at && method !== BY_PERSON);

/** The grade of a key on the telephone, and on this keyboard: 1 is very satisfied. */
export const gradeOfKey = (key: number): number => 6 - key;

/** Whether the two questions are asked: of a verification only where the rating was mistaken. */
const asks = (answers: Answers): boolean => answers.check === null || answers.check === "mistaken";

/** What is sent: the answers of somebody who was reached, else the result alone. What is not asked (any more) stays here. */
export function sent(answers: Answers, version: number): AttemptRequest {
  const result = answers.result ?? "failed";
  if (result !== "reached") return { result, version };
  const asked = asks(answers) ? answers : { ...answers, solved: null, score: null };
  const told = asks(answers) && isBad(answers) ? asked : { ...asked, reason_code: null, fault: null };
  return { ...told, result, version };
}
