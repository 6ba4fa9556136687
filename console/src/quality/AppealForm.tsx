/** The agent's appeal, once. */
import { Alert, App, Button, Input } from "antd";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { quality } from "../api/endpoints";
import type { WholeInspection } from "../api/types";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";

const words = zh.quality.appeal;
const SHORTEST = 2;

export function AppealForm({ one, onDone }: { one: WholeInspection; onDone: () => void }) {
  const { message } = App.useApp();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const short = reason.trim().length < SHORTEST;
  const sending = useMutation({
    mutationFn: () => quality.appeal(one.id, reason.trim()),
    onSuccess: () => {
      void message.success(words.sent);
      onDone();
    },
  });
  const send = () => {
    setTried(true);
    if (!short && !sending.isPending) sending.mutate();
  };
  return (
    <form className="quality-form" data-testid="appeal-form" onSubmit={(event) => event.preventDefault()}>
      <h3>{words.title}</h3>
      <p className="quiet">{words.hint}</p>
      <Input.TextArea
        aria-label={words.reason}
        placeholder={words.reason}
        autoSize={{ minRows: 2, maxRows: 6 }}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      {tried && short && <Alert type="warning" showIcon title={words.short} />}
      <ProblemAlert error={sending.error} />
      <Button type="primary" loading={sending.isPending} data-testid="send-appeal" onClick={send}>
        {words.send}
      </Button>
    </form>
  );
}
