/** The agent's appeal, once. */
import { App, Button } from "antd";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { quality } from "../api/endpoints";
import type { WholeInspection } from "../api/types";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { isReason, ReasonField } from "./ReasonField";

const words = zh.quality.appeal;

export function AppealForm({ one, onDone }: { one: WholeInspection; onDone: () => void }) {
  const { message } = App.useApp();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const sending = useMutation({
    mutationFn: () => quality.appeal(one.id, reason.trim()),
    onSuccess: () => {
      void message.success(words.sent);
      onDone();
    },
  });
  const send = () => {
    setTried(true);
    if (isReason(reason) && !sending.isPending) sending.mutate();
  };
  return (
    <form className="quality-form" data-testid="appeal-form" onSubmit={(event) => event.preventDefault()}>
      <h3>{words.title}</h3>
      <p className="quiet">{words.hint}</p>
      <ReasonField label={words.reason} value={reason} onChange={setReason} refused={tried ? words.short : null} />
      <ProblemAlert error={sending.error} />
      <Button type="primary" loading={sending.isPending} data-testid="send-appeal" onClick={send}>
        {words.send}
      </Button>
    </form>
  );
}
