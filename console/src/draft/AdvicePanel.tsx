/** Why this category and department: confidence, reasons, other possibilities. */
import { Empty, Progress, Tag } from "antd";
import { Link } from "react-router";
import type { Advice, CategoryRef, Evidence } from "../api/types";
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
  /** The form's category, and what a click on another one does: it corrects the proposal. */
  chosen?: string | null;
  onTake?: (code: string) => void;
}

export function AdvicePanel({ advice, text, empty, chosen = null, onTake }: Props) {
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
        {grouped(advice.evidence).map(({ kind, details, ref }) => (
          <li key={`${kind}-${ref ?? ""}-${details[0] ?? ""}`} data-kind={kind}>
            <Tag color={COLOUR[kind]}>{zh.advice.kinds[kind]}</Tag>
            {kind === "similar" && ref ? <Link to={`/orders/${ref}`}>{details.join("、")}</Link> : details.join("、")}
            {kind === "rule" && ref && <span className="quiet number"> {ref}</span>}
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
      {advice.alternatives.length > 0 && <Others advice={advice} chosen={chosen} onTake={onTake} />}
    </section>
  );
}

const nameOf = ({ path, code }: CategoryRef) => path.at(-1) ?? code;

/** Other categories with their probability; with `onTake` each is a click, the proposed one too, to go back to it. */
function Others({ advice, chosen, onTake }: { advice: Advice; chosen: string | null; onTake: Props["onTake"] }) {
  if (!onTake) {
    return (
      <div className="quiet">
        {zh.advice.alternatives}：
        {advice.alternatives.map(([category, share]) => `${nameOf(category)} ${percent(share)}`).join("，")}
      </div>
    );
  }
  const proposed: [CategoryRef, string][] = advice.category ? [[advice.category, zh.advice.proposed]] : [];
  const others = advice.alternatives.map(([category, share]): [CategoryRef, string] => [category, percent(share)]);
  return (
    <div className="offers" role="group" aria-label={zh.advice.take} data-testid="take-category">
      <span className="quiet">{zh.advice.take}：</span>
      {[...proposed, ...others].map(([category, beside]) => (
        <button
          key={category.code}
          type="button"
          className="offer"
          title={category.path.join(" / ")}
          aria-pressed={category.code === chosen}
          data-code={category.code}
          onClick={() => onTake(category.code)}
        >
          {nameOf(category)} {beside}
        </button>
      ))}
    </div>
  );
}
