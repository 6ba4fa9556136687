/** The orders of a queue, what is due first on top: a line of words, a line of facts, the time that is left. */
import { Checkbox, Tag } from "antd";
import type { UnitItem } from "../api/types";
import { instant } from "../format";
import { DueTag, StateTag, UrgencyTag } from "../orders/tags";
import { ChosenList } from "../shell/ChosenList";
import { zh } from "../strings";
import { leftOf } from "./left";

interface Props {
  items: readonly UnitItem[];
  queue: string;
  chosen: string | null;
  checked: ReadonlySet<string>;
  dayMinutes: number;
  onChoose: (no: string) => void;
  onOpen: (no: string) => void;
  onCheck: (no: string) => void;
}

export function UnitList({ items, queue, chosen, ...rest }: Props) {
  return (
    <ChosenList title={zh.unit.title} empty={zh.unit.empty[queue] ?? zh.orders.empty} chosen={chosen}>
      {items.map((item) => (
        <UnitLine key={item.order_no} item={item} chosen={item.order_no === chosen} {...rest} />
      ))}
    </ChosenList>
  );
}

type LineProps = Omit<Props, "items" | "queue" | "chosen"> & { item: UnitItem; chosen: boolean };

function UnitLine({ item, chosen, checked, dayMinutes, onChoose, onOpen, onCheck }: LineProps) {
  const no = item.order_no;
  return (
    <li
      role="option"
      aria-selected={chosen}
      className={`unit-line due-${item.due_colour}`}
      data-testid="unit-line"
      data-order={no}
      onClick={() => onChoose(no)}
      onDoubleClick={() => onOpen(no)}
    >
      <Checkbox aria-label={zh.unit.check(no)} checked={checked.has(no)} onClick={(event) => event.stopPropagation()} onChange={() => onCheck(no)} />
      <div className="unit-line-words">
        <div className="unit-line-title">
          <UrgencyTag urgency={item.urgency} />
          {item.is_supervised && <Tag color="red">{zh.unit.supervised}</Tag>}
          <strong title={item.title}>{item.title || no}</strong>
        </div>
        <div className="unit-line-facts quiet">
          <Tag>{zh.partRoles[item.part_role] ?? item.part_role}</Tag>
          {item.urge_count > 0 && <Tag color="orange">{zh.unit.urged(item.urge_count)}</Tag>}
          {item.pending_request && <Tag color="blue">{zh.unit.pending[item.pending_request] ?? item.pending_request}</Tag>}
          <span className="number">{no}</span>
          <span>{item.category?.path.at(-1)}</span>
          <span>{item.place_text}</span>
        </div>
        {item.came_back && (
          <div className="warning">
            {zh.unit.cameBack}：{item.came_back}
          </div>
        )}
      </div>
      <div className="unit-line-due">
        {item.left_minutes === null ? (
          <StateTag state={item.state} name={item.state_name} />
        ) : (
          <strong title={item.left_by === "office" ? zh.unit.officeTime : zh.unit.clockTime}>{leftOf(item, dayMinutes)}</strong>
        )}
        <span className="quiet number">
          {item.left_minutes !== null && <DueTag colour={item.due_colour} />}
          {item.due_at ? instant(item.due_at) : zh.unit.noDue}
        </span>
      </div>
    </li>
  );
}
