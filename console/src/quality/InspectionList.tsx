/** Inspections of a state: whose call or order, and what came of it. */
import { Tag } from "antd";
import type { Inspection, InspectionState } from "../api/types";
import { instant } from "../format";
import { ChosenList } from "../shell/ChosenList";
import { zh } from "../strings";
import { Verdict } from "./Verdict";

const words = zh.quality;

interface Props {
  items: readonly Inspection[];
  state: InspectionState;
  chosen: number | null;
  onChoose: (id: number) => void;
}

export function InspectionList({ items, state, chosen, onChoose }: Props) {
  return (
    <ChosenList title={words.title} empty={words.empty[state] ?? zh.orders.empty} chosen={chosen}>
      {items.map((item) => (
        <li
          key={item.id}
          role="option"
          aria-selected={item.id === chosen}
          className="unit-line"
          data-testid="inspection-line"
          data-inspection={item.id}
          onClick={() => onChoose(item.id)}
        >
          <Tag color={item.kind === "call" ? "blue" : "geekblue"}>{item.kind_name}</Tag>
          <div className="unit-line-words">
            <div className="unit-line-title">
              <strong>{item.agent.name}</strong>
              <span>{item.title}</span>
            </div>
            <div className="unit-line-facts quiet">
              <span className="number">{instant(item.subject_at)}</span>
              <span className="number">{item.order_no}</span>
            </div>
          </div>
          <div className="unit-line-due">
            <Verdict score={item.score} passed={item.passed} />
          </div>
        </li>
      ))}
    </ChosenList>
  );
}
