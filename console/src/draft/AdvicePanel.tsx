/** Why this category and department: confidence, reasons, other possibilities. */
import { Empty, Progress, Tag } from "antd";
import type { Advice, Evidence } from "../api/types";
import { percent } from "../format";
import { zh } from "../strings";
import { grouped, spansIn } from "./evidence";
import { highlighted } from "./highlight";

const COLOUR: Record<Evidence["kind"], string> = {
  rule: "blue",
  words: "default",
  place: "cyan",
  similar: "purple",
  urgent: "red",
  gap: "orange",
};

const SURE = 0.7;

const levelOf = (confidence: number) => zh.advice.levels.find(([from]) => confidence >= from)?.[1] ?? "";

interface Props {
  advice: Advice | null;
  /** The words that the reasons' positions count in. */
  text: string;
  /** Words for no advice. */
  empty: string;
}

export function AdvicePanel({ advice, text, empty }: Props) {
  if (!advice) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} />;
  const level = levelOf(advice.confidence);
  const spans = spansIn(text, advice.evidence);
  return (
    <section className="advice" aria-label={zh.advice.title} data-testid="advice">
      <div className="advice-confidence">
        <span>{zh.advice.confidence}</span>
        <Progress
          aria-label={zh.advice.confidence}
          percent={Math.round(advice.confidence * 100)}
          size="small"
          status={advice.confidence >= SURE ? "success" : "normal"}
          format={() => `${percent(advice.confidence)} ${level}`}
        />
      </div>
      {!advice.demand && <Tag color="orange">{zh.advice.noDemand}</Tag>}
      {advice.category && <div className="quiet">{advice.category.path.join(" / ")}</div>}
      <ul className="evidence">
        {grouped(advice.evidence).map(({ kind, details }) => (
          <li key={`${kind}-${details[0] ?? ""}`} data-kind={kind}>
            <Tag color={COLOUR[kind]}>{zh.advice.kinds[kind]}</Tag>
            {details.join("、")}
          </li>
        ))}
      </ul>
      {spans.length > 0 && (
        <p className="advice-words">
          {highlighted(text, spans).map(({ from, part, marked }) =>
            marked ? <mark key={from}>{part}</mark> : <span key={from}>{part}</span>,
          )}
        </p>
      )}
      {advice.alternatives.length > 0 && (
        <div className="quiet">
          {zh.advice.alternatives}：
          {advice.alternatives.map(([category, share]) => `${category.path.at(-1) ?? category.code} ${percent(share)}`).join("，")}
        </div>
      )}
    </section>
  );
}
