/** The sheet to be filled in, with what the marks come to as they are given. */
import { Alert, App, Button, Input } from "antd";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { quality } from "../api/endpoints";
import type { WholeInspection } from "../api/types";
import { ProblemAlert } from "../shell/ProblemAlert";
import { useShortcuts } from "../shell/useShortcuts";
import { zh } from "../strings";
import { filled, lacking } from "./marks";
import { Sheet } from "./Sheet";
import { SheetTotal } from "./SheetTotal";
import { useMarks } from "./useMarks";

const words = zh.quality;

export function ScoreForm({ one, onDone }: { one: WholeInspection; onDone: () => void }) {
  const { message } = App.useApp();
  const { given, give, setGiven } = useMarks(one.sheet);
  const [comment, setComment] = useState("");
  const [tried, setTried] = useState(false);
  const lacks = lacking(one.sheet, given);
  const saving = useMutation({
    mutationFn: () => quality.score(one.id, given, comment),
    onSuccess: ({ score, passed }) => {
      void message.success(words.saved(score ?? 0, passed ? words.passed : words.failed));
      onDone();
    },
  });
  const save = () => {
    setTried(true);
    if (lacks.length === 0 && !saving.isPending) saving.mutate();
  };
  useShortcuts({ "Ctrl+Enter": save });
  return (
    <form className="quality-form" data-testid="score-form" onSubmit={(event) => event.preventDefault()}>
      <h3>{words.sheet}</h3>
      <Sheet items={one.sheet} given={given} onGive={give} />
      <div className="quality-total">
        <SheetTotal items={one.sheet} given={given} passMark={one.pass_mark} />
        <span className="grow" />
        {lacks.length > 0 && (
          <Button size="small" data-testid="full" onClick={() => setGiven(filled(one.sheet, given))}>
            {words.fullMarks}
          </Button>
        )}
      </div>
      <Input.TextArea
        aria-label={words.words}
        placeholder={words.wordsHint}
        autoSize={{ minRows: 2, maxRows: 6 }}
        maxLength={2000}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      {tried && lacks.length > 0 && (
        <Alert type="warning" showIcon title={words.needs(lacks.map(({ name }) => name).join("、"))} />
      )}
      <ProblemAlert error={saving.error} />
      <Button type="primary" loading={saving.isPending} data-testid="save-score" onClick={save}>
        {words.save} <kbd>Ctrl+Enter</kbd>
      </Button>
    </form>
  );
}
