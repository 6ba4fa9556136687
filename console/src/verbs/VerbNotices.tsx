/** What stands above a verb's form: a conflict, a refusal, why it is closed, what was restored. */
import { Alert } from "antd";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { Conflict } from "./Conflict";
import type { VerbForm } from "./useVerbForm";

export function VerbNotices({ form }: { form: VerbForm }) {
  const { base, conflict, problem, whyNot, questions, restored } = form;
  return (
    <>
      {conflict && <Conflict orderNo={base.order_no} seen={base.version} onProceed={form.proceed} />}
      {!conflict && whyNot && <Alert type="error" showIcon role="alert" data-testid="verb-closed" title={zh.conflict.closed(whyNot)} />}
      <ProblemAlert error={problem} />
      {questions.lacking.length > 0 && <Alert type="warning" showIcon title={zh.verbs.lacking(questions.lacking.join("、"))} />}
      {restored && <Alert type="info" showIcon closable data-testid="restored" title={zh.verbs.restored} />}
    </>
  );
}
