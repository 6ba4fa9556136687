/** The units to which a ruling could give the order: a key picks one, and the ruling's dialog opens with it. */
import { Card } from "antd";
import { useState } from "react";
import type { Candidate, Order } from "../api/types";
import { useShortcuts } from "../shell/useShortcuts";
import { zh } from "../strings";
import { keep, keyOf, recall } from "../verbs/kept";
import { Candidates } from "./Candidates";
import { withUnit } from "./correction";

export function RulingUnits({ order, candidates }: { order: Order; candidates: readonly Candidate[] }) {
  const key = keyOf(order.order_no, "rule");
  const [chosen, setChosen] = useState(order.departments.lead?.code ?? null);
  const choose = (one: Candidate) => {
    keep(key, { ...recall(key), ...withUnit(one) });
    setChosen(one.lead.code);
  };
  useShortcuts(Object.fromEntries(candidates.map((one, at) => [String(at + 1), () => choose(one)])));
  return (
    <Card size="small" title={zh.dispatch.candidates} extra={<span className="quiet">{zh.dispatch.ruleHint}</span>}>
      <Candidates candidates={candidates} chosen={chosen} onChoose={choose} />
    </Card>
  );
}
