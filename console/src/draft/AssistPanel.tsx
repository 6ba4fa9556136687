/** Help while an order is written: what to ask, a summary to quote, how the like was answered, what the rules say. */
import { Button, Tag } from "antd";
import { Link } from "react-router";
import type { Assist } from "../api/types";
import { percent } from "../format";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import type { Draft } from "./autofill";
import { titleOf, useAssist } from "./useAssist";

interface Props {
  draft: Draft;
  /** The order these words belong to: it is no answer to itself. */
  orderNo: string | null;
  onTitle: (title: string) => void;
}

export function AssistPanel({ draft, orderNo, onTitle }: Props) {
  const { data, error } = useAssist(draft.values, orderNo);
  if (error) return <ProblemAlert error={error} />;
  if (!data) return null;
  return (
    <section className="assist" aria-label={zh.assist.title} data-testid="assist">
      <Warnings help={data} />
      <Questions help={data} />
      <Title help={data} current={draft.values.title} onTitle={onTitle} />
      {data.summary.length > 0 && (
        <div data-testid="assist-summary" title={zh.assist.fromWords}>
          <strong>{zh.assist.summary}</strong>：{data.summary.map((piece) => piece.text).join("；")}
        </div>
      )}
      <FoundThings help={data} />
      <Answers help={data} />
      <Rules help={data} />
    </section>
  );
}

const kindsOf = (things: readonly { kind: string; value?: string }[], name: "kind" | "value") =>
  [...new Set(things.map((one) => one[name] ?? ""))].join("、");

function Warnings({ help }: { help: Assist }) {
  const of = (kind: string) => help.found.filter((one) => one.kind === kind);
  const [demands, abuse] = [of("demand"), of("abuse")];
  return (
    <>
      {demands.length > 1 && <Tag color="orange">{zh.assist.several(demands.length)}</Tag>}
      {abuse.length > 0 && <Tag color="red">{zh.assist.abuse(kindsOf(abuse, "value"))}</Tag>}
      {help.personal.length > 0 && <Tag>{zh.assist.personal(kindsOf(help.personal, "kind"))}</Tag>}
    </>
  );
}

function Questions({ help }: { help: Assist }) {
  if (help.missing.length === 0) return <div className="quiet">{zh.assist.asked}</div>;
  return (
    <div data-testid="assist-ask">
      <strong>{zh.assist.ask}</strong>
      <ul className="plain-list">
        {help.missing.map(({ name, ask }) => (
          <li key={name}>
            <Tag color="orange">{name}</Tag>
            {ask}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Title({ help, current, onTitle }: { help: Assist; current: string; onTitle: (title: string) => void }) {
  const title = titleOf(help);
  if (title === "" || title === current) return null;
  return (
    <Button size="small" type="link" onClick={() => onTitle(title)}>
      {zh.assist.useTitle(title)}
    </Button>
  );
}

function FoundThings({ help }: { help: Assist }) {
  const shown = help.found.filter((one) => one.kind in zh.assist.kinds);
  if (shown.length === 0) return null;
  return (
    <div>
      <strong>{zh.assist.found}</strong>：
      {shown.map((one) => {
        const names = one.candidates;
        return (
          <Tag
            key={`${one.kind}-${one.span.join("-")}`}
            color={one.kind === "danger" ? "red" : "default"}
            title={names.length > 0 ? zh.assist.candidates(names.join("、")) : one.reason || one.value}
          >
            {zh.assist.kinds[one.kind]} {one.text}
            {names.length > 0 && "？"}
          </Tag>
        );
      })}
    </div>
  );
}

function Answers({ help }: { help: Assist }) {
  return (
    <div data-testid="assist-solved">
      <strong>{zh.assist.solved}</strong>
      {help.solved.length === 0 && <span className="quiet"> {zh.assist.solvedNone}</span>}
      {help.solved.map((order) => (
        <div key={order.order_no}>
          <Link to={`/orders/${order.order_no}`}>{order.title || order.order_no}</Link> <Tag>{percent(order.score)}</Tag>
          {order.lead?.name}
          <blockquote>
            {order.reply.join("。")}。<cite className="quiet">{zh.assist.source(order.order_no)}</cite>
          </blockquote>
        </div>
      ))}
    </div>
  );
}

function Rules({ help }: { help: Assist }) {
  return (
    <div data-testid="assist-knowledge">
      <strong>{zh.assist.knowledge}</strong>
      {help.knowledge.length === 0 && <span className="quiet"> {zh.assist.knowledgeNone}</span>}
      {help.knowledge.map((entry) => (
        <div key={entry.code}>
          {entry.title}（{entry.code}）
          <Tag color={entry.checked ? "green" : "gold"} title={entry.checked ? undefined : zh.assist.uncheckedHint}>
            {entry.checked ? zh.assist.checked(entry.checked_by, entry.checked_on ?? "") : zh.assist.unchecked}
          </Tag>
          <blockquote>
            {entry.sentences.join("。")}。<cite className="quiet">{zh.assist.source(entry.source)}</cite>
          </blockquote>
        </div>
      ))}
    </div>
  );
}
