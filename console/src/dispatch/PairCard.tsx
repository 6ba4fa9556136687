/** A merge suggestion: two orders side by side, what they share marked, why, and what a person decides. */
import { App, Button, Card, Form, Input, Modal, Tag, Tooltip } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { Suggestion } from "../api/types";
import { highlighted } from "../draft/highlight";
import { instant, percent } from "../format";
import { StateTag } from "../orders/tags";
import { ProblemAlert } from "../shell/ProblemAlert";
import { useShortcuts, useShortcutsPaused } from "../shell/useShortcuts";
import { zh } from "../strings";
import { alike } from "./likeness";
import { useDeciding } from "./useDeciding";

interface Props {
  suggestion: Suggestion;
  /** Beside its order: the other one only, and no keys, which are the order's there. */
  short?: boolean;
  onDecided?: () => void;
}

export function PairCard({ suggestion, short = false, onDecided }: Props) {
  const { child, master, state } = suggestion;
  const [asking, setAsking] = useState<"refuse" | "undo" | null>(null);
  const { message } = App.useApp();
  const deciding = useDeciding(suggestion, (fresh) => {
    setAsking(null);
    const no = fresh.child.order_no;
    void message.success(fresh.state === "taken" ? zh.merging.took(no) : fresh.state === "undone" ? zh.merging.undone(no) : zh.merging.refused);
    onDecided?.();
  });
  const word = zh.merging.states[state] ?? state;
  const closed = state === "open" ? "" : zh.merging.whyNotTake(word);
  const notUndone = state === "taken" ? "" : zh.merging.whyNotUndo;
  const take = () => !closed && !deciding.isPending && deciding.mutate({ what: "take" });
  const ask = (what: "refuse" | "undo", why: string) => () => (why ? void message.info(why) : setAsking(what));
  useShortcuts(short ? {} : { y: take, n: ask("refuse", closed), z: ask("undo", notUndone) });

  const decide = (label: string, key: string, why: string, act: () => unknown, main = false) => (
    <Tooltip title={why}>
      <Button
        type={main ? "primary" : "default"}
        size={short ? "small" : "middle"}
        disabled={why !== ""}
        aria-label={label}
        aria-description={why}
        loading={main && deciding.isPending}
        onClick={() => void act()}
      >
        {label} {!short && <kbd>{key}</kbd>}
      </Button>
    </Tooltip>
  );

  return (
    <Card
      size="small"
      className="pair"
      data-testid="pair"
      data-state={state}
      title={
        <>
          <Tag color={suggestion.kind === "repeat" ? "gold" : "purple"}>{suggestion.kind_name}</Tag>
          {zh.merging.score} {percent(suggestion.score)} <Tag>{word}</Tag>
          {suggestion.decided_by && suggestion.decided_at && (
            <span className="quiet">{zh.merging.by(suggestion.decided_by.name, instant(suggestion.decided_at))}</span>
          )}
        </>
      }
      extra={
        <span className="pair-buttons">
          {decide(suggestion.kind === "repeat" ? zh.merging.takeRepeat : zh.merging.take, "Y", closed, take, true)}
          {decide(zh.merging.refuse, "N", closed, ask("refuse", closed))}
          {decide(zh.merging.undo, "Z", notUndone, ask("undo", notUndone))}
        </span>
      }
    >
      <ProblemAlert error={deciding.error} />
      <ul className="pair-reasons" aria-label={zh.merging.reasons}>
        {suggestion.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      {suggestion.note && <p className="quiet">{suggestion.note}</p>}
      <div className="pair-sides">
        <Side name={zh.merging.child} side={child} other={master} />
        <Side name={zh.merging.master} side={master} other={child} />
      </div>
      {!short && <p className="quiet">{zh.merging.same}</p>}
      {asking && (
        <Asking
          what={asking}
          pending={deciding.isPending}
          onCancel={() => setAsking(null)}
          onSay={(words) => !deciding.isPending && deciding.mutate({ what: asking, words })}
        />
      )}
    </Card>
  );
}

function Side({ name, side, other }: { name: string; side: Suggestion["child"]; other: Suggestion["child"] }) {
  const mark = (text: string, beside: string) =>
    highlighted(text, alike(text, beside)).map(({ from, part, marked }) =>
      marked ? <mark key={from}>{part}</mark> : <span key={from}>{part}</span>,
    );
  return (
    <section aria-label={name}>
      <div className="quiet">
        {name} <Link to={`/orders/${side.order_no}`}>{side.order_no}</Link> <StateTag state={side.state} name={side.state_name} />
      </div>
      <h3>{mark(side.title, `${other.title}。${other.content}`)}</h3>
      <p className="words">{mark(side.content, `${other.content}。${other.title}`)}</p>
      <div className="quiet">
        {instant(side.accepted_at)} · {side.caller || "—"} · {side.place_text || "—"} · {side.category?.path.at(-1) ?? "—"} ·{" "}
        {side.lead?.name ?? "—"}
      </div>
    </section>
  );
}

interface AskingProps {
  what: "refuse" | "undo";
  pending: boolean;
  onCancel: () => void;
  onSay: (words: string) => void;
}

function Asking({ what, pending, onCancel, onSay }: AskingProps) {
  const [form] = Form.useForm<{ words: string }>();
  useShortcutsPaused();
  const undo = what === "undo";
  const label = undo ? zh.merging.undoReason : zh.merging.refuseNote;
  return (
    <Modal
      open
      title={undo ? zh.merging.undo : zh.merging.refuse}
      okText={undo ? zh.merging.undo : zh.merging.refuse}
      cancelText={zh.verbs.cancel}
      confirmLoading={pending}
      onCancel={onCancel}
      onOk={() => form.submit()}
    >
      <Form form={form} layout="vertical" initialValues={{ words: "" }} onFinish={({ words }) => onSay(words.trim())}>
        <Form.Item
          name="words"
          label={label}
          rules={undo ? [{ required: true, whitespace: true, min: 2, message: zh.verbs.required(label) }] : []}
        >
          <Input autoFocus maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
