/** What was done about an inspection: each scoring with its sheet, the appeal, the decision; the newest on top. */
import { Collapse } from "antd";
import type { WholeInspection } from "../api/types";
import { instant } from "../format";
import { zh } from "../strings";
import { begun } from "./marks";
import { Sheet } from "./Sheet";
import { Verdict } from "./Verdict";

export function Steps({ one }: { one: WholeInspection }) {
  if (one.steps.length === 0) return null;
  return (
    <section aria-label={zh.quality.steps} data-testid="steps">
      <h3>{zh.quality.steps}</h3>
      <ol className="quality-steps">
        {[...one.steps].reverse().map((step) => (
          <li key={step.at}>
            <strong>{step.act_name}</strong> {step.by} <time className="quiet number">{instant(step.at)}</time>{" "}
            <Verdict score={step.score} passed={step.passed} />
            {step.words && <blockquote>{step.words}</blockquote>}
            {step.items && (
              <Collapse
                size="small"
                ghost
                defaultActiveKey={step === one.steps.findLast(({ items }) => items) ? ["sheet"] : []}
                items={[
                  {
                    key: "sheet",
                    label: `${zh.quality.sheet}（${zh.quality.passMark(step.pass_mark ?? 0)}）`,
                    children: <Sheet items={step.items} given={begun(step.items)} />,
                  },
                ]}
              />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
