/** The questions of a call-back, each apart; saved, they are an attempt. Worked by keyboard while one talks. */
import { Alert, App, Button, Checkbox, Input, Radio, Select } from "antd";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { callbacks, workflow } from "../api/endpoints";
import type { CallbackTask } from "../api/types";
import { keys } from "../events/refresh";
import { ProblemAlert } from "../shell/ProblemAlert";
import { useShortcuts } from "../shell/useShortcuts";
import { zh } from "../strings";
import { gradeOfKey, isBad, missing, sent, type Answers } from "./answers";
import { EndedNotice } from "./EndedNotice";
import type { AnswersForm } from "./useAnswers";

const words = zh.callbacks;
const KEYS = [1, 2, 3, 4, 5];

interface Props {
  task: CallbackTask;
  form: AnswersForm;
  onSaved: () => void;
}

export function Questionnaire({ task, form, onSaved }: Props) {
  const { message } = App.useApp();
  const { answers, set } = form;
  const [tried, setTried] = useState(false);
  const table = useQuery({ queryKey: keys.workflow, queryFn: workflow, staleTime: Infinity });
  const reasons = table.data?.fields.find(({ name }) => name === "callback_code")?.choices ?? [];
  const lacks = missing(answers, task.kind);
  const saving = useMutation({
    mutationFn: () => callbacks.save(task.id, sent(answers, task.order.version)),
    onSuccess: ({ order }) => {
      form.clear();
      void message.success(words.saved(order.state_name));
      onSaved();
    },
  });
  const ended = task.ended_at !== null && !saving.isPending;
  const save = () => {
    setTried(true);
    if (lacks === null && !ended && !saving.isPending) saving.mutate();
  };
  const reached = answers.result === "reached";
  const verifies = task.kind === "verification";
  const asks = reached && (!verifies || answers.check === "mistaken");
  const results = Object.entries(words.results) as [NonNullable<Answers["result"]>, string][];
  useShortcuts({
    "Ctrl+Enter": save,
    ...Object.fromEntries(
      results.flatMap(([value]) => {
        const key = (words.resultKeys as Record<string, string>)[value];
        return key ? [[key.toLowerCase(), () => set({ result: value })]] : [];
      }),
    ),
    ...(asks
      ? {
          ...Object.fromEntries(KEYS.map((key) => [String(key), () => set({ score: gradeOfKey(key) })])),
          ...Object.fromEntries(
            words.solvedKeys.map((key, place) => [
              key.toLowerCase(),
              () => set({ solved: (words.solved[place] ?? null) }),
            ]),
          ),
        }
      : {}),
  });
  return (
    <form className="callback-form" data-testid="questionnaire" onSubmit={(event) => event.preventDefault()}>
      {ended && <EndedNotice task={task} onDiscard={form.clear} />}
      {!ended && form.restored && (
        <Alert
          type="info"
          showIcon
          data-testid="restored"
          title={zh.verbs.restored}
          action={
            <Button type="link" size="small" onClick={form.clear}>
              {zh.verbs.clear}
            </Button>
          }
        />
      )}
      <Question label={words.questions.result}>
        <Radio.Group value={answers.result} onChange={(event) => set({ result: event.target.value as Answers["result"] })}>
          {results.map(([value, label]) => (
            <Radio key={value} value={value}>
              {label} {keyOf(value) && <kbd>{keyOf(value)}</kbd>}
            </Radio>
          ))}
        </Radio.Group>
      </Question>
      {reached && verifies && (
        <Question label={words.questions.check}>
          <Radio.Group value={answers.check} onChange={(event) => set({ check: event.target.value as Answers["check"] })}>
            {Object.entries(words.checks).map(([value, label]) => (
              <Radio key={value} value={value}>
                {label}
              </Radio>
            ))}
          </Radio.Group>
        </Question>
      )}
      {reached && (
        <>
          <YesNo label={words.questions.contacted} value={answers.contacted} onChange={(contacted) => set({ contacted })} />
          <YesNo label={words.questions.isTrue} value={answers.is_true} onChange={(is_true) => set({ is_true })} />
        </>
      )}
      {asks && (
        <>
          <Question label={words.questions.solved}>
            <Radio.Group value={answers.solved} onChange={(event) => set({ solved: event.target.value as Answers["solved"] })}>
              {words.solved.map((value, place) => (
                <Radio key={value} value={value}>
                  {value} <kbd>{words.solvedKeys[place]}</kbd>
                </Radio>
              ))}
            </Radio.Group>
          </Question>
          <Question label={words.questions.score}>
            <Radio.Group value={answers.score} onChange={(event) => set({ score: event.target.value as number })}>
              {KEYS.map((key) => (
                <Radio key={key} value={gradeOfKey(key)}>
                  {words.grades[gradeOfKey(key)]} <kbd>{key}</kbd>
                </Radio>
              ))}
            </Radio.Group>
          </Question>
        </>
      )}
      {asks && isBad(answers) && (
        <Question label={words.questions.reason}>
          <Select
            aria-label={words.questions.reason}
            allowClear
            value={answers.reason_code ?? null}
            options={reasons.map(({ value, chinese }) => ({ value, label: chinese }))}
            onChange={(reason_code: string | undefined) => set({ reason_code: reason_code ?? null })}
          />
          <Checkbox checked={answers.fault ?? false} onChange={(event) => set({ fault: event.target.checked })}>
            {words.questions.fault}
          </Checkbox>
        </Question>
      )}
      {reached && (
        <Question label={words.questions.words}>
          <Input.TextArea
            aria-label={words.questions.words}
            autoSize={{ minRows: 2, maxRows: 6 }}
            maxLength={1000}
            value={answers.words ?? ""}
            onChange={(event) => set({ words: event.target.value || null })}
          />
        </Question>
      )}
      {reached && verifies && (
        <Question label={words.questions.note}>
          <Input.TextArea
            aria-label={words.questions.note}
            autoSize={{ minRows: 2, maxRows: 6 }}
            maxLength={500}
            value={answers.note ?? ""}
            onChange={(event) => set({ note: event.target.value || null })}
          />
        </Question>
      )}
      {tried && lacks && <Alert type="warning" showIcon title={words.needs[lacks]} />}
      <ProblemAlert error={saving.error} />
      <Button type="primary" disabled={ended} loading={saving.isPending} data-testid="save-attempt" onClick={save}>
        {words.save} <kbd>Ctrl+Enter</kbd>
      </Button>
    </form>
  );
}

const keyOf = (result: string) => (words.resultKeys as Record<string, string>)[result];

function Question({ label, children }: { label: string; children: ReactNode }) {
  return (
    <fieldset>
      <legend>{label}</legend>
      {children}
    </fieldset>
  );
}

interface YesNoProps {
  label: string;
  value: boolean | null | undefined;
  onChange: (value: boolean | null) => void;
}

function YesNo({ label, value, onChange }: YesNoProps) {
  return (
    <Question label={label}>
      <Radio.Group value={value ?? null} onChange={(event) => onChange(event.target.value as boolean | null)}>
        <Radio value={true}>{words.yes}</Radio>
        <Radio value={false}>{words.no}</Radio>
        <Radio value={null}>{words.notAsked}</Radio>
      </Radio.Group>
    </Question>
  );
}
