/** What live events do to the desk. */
import type { Advice, FormFields } from "../api/types";
import type { LiveEvent } from "../events/stream";
import { useDesk } from "./store";

export function listenForDesk(userId: number) {
  return ({ topic, subject, data }: LiveEvent): void => {
    const desk = useDesk.getState();
    switch (topic) {
      case "call.offered":
        if (data.agent_id === userId) desk.begin(subject);
        else desk.withdraw(subject);
        break;
      case "call.answered":
        if (typeof data.agent_id === "number" && data.agent_id !== userId) desk.withdraw(subject);
        break;
      case "draft.proposed":
        desk.proposal(
          subject,
          (data.advice as Advice | undefined) ?? null,
          (data.form as Partial<FormFields> | undefined) ?? {},
        );
        break;
    }
  };
}
