/** The asking has ended while its form was being filled in: why, and what becomes of what was typed. */
import { Alert, Button } from "antd";
import type { CallbackTask } from "../api/types";
import { zh } from "../strings";
import { ratedByCitizen } from "./answers";

const words = zh.callbacks.ended;

export function EndedNotice({ task, onDiscard }: { task: CallbackTask; onDiscard: () => void }) {
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      data-testid="callback-ended"
      title={ratedByCitizen(task) ? words.byCitizen : words.otherwise}
      description={words.next}
      action={
        <Button size="small" data-testid="discard" onClick={onDiscard}>
          {words.discard}
        </Button>
      }
    />
  );
}
