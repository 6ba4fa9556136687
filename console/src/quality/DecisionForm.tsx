/** The supervisor's decision about an appeal: the marks hold, or there are new ones. */
import { Alert, App, Button, Segmented } from "antd";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { quality } from "../api/endpoints";
import type { WholeInspection } from "../api/types";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { lacking } from "./marks";
import { isReason, ReasonField } from "./ReasonField";
import { Sheet } from "./Sheet";
import { SheetTotal } from "./SheetTotal";
import { useMarks } from "./useMarks";

const words = zh.quality.decision;

export function DecisionForm({ one, onDone }: { one: WholeInspection; onDone: () => void }) {
  const { message } = App.useApp();
  const [revises, setRevises] = useState(false);
  const { given, give } = useMarks(one.sheet);
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const lacks = revises ? lacking(one.sheet, given) : [];
  const deciding = useMutation({
    mutationFn: () => quality.decide(one.id, reason.trim(), revises ? given : null),
    onSuccess: () => {
      void message.success(words.decided);
      onDone();
    },
  });
  const decide = () => {
    setTried(true);
    if (isReason(reason) && lacks.length === 0 && !deciding.isPending) deciding.mutate();
  };
  return (
    <form className="quality-form" data-testid="decision-form" onSubmit={(event) => event.preventDefault()}>
      <h3>{words.title}</h3>
      <Segmented
        aria-label={words.title}
        value={revises}
        onChange={setRevises}
        options={[
          { value: false, label: words.uphold },
          { value: true, label: words.revise },
        ]}
      />
      {revises && (
        <>
          <Sheet items={one.sheet} given={given} onGive={give} />
          <SheetTotal items={one.sheet} given={given} passMark={one.pass_mark} />
        </>
      )}
      <ReasonField label={words.reason} value={reason} onChange={setReason} refused={tried ? words.short : null} />
      {lacks.length > 0 && <Alert type="warning" showIcon title={zh.quality.needs(lacks.map(({ name }) => name).join("、"))} />}
      <ProblemAlert error={deciding.error} />
      <Button type="primary" loading={deciding.isPending} data-testid="decide" onClick={decide}>
        {revises ? words.reviseDo : words.upholdDo}
      </Button>
    </form>
  );
}
