/** The tasks of a queue: who waits longest on top. */
import { Tag } from "antd";
import type { CallbackItem } from "../api/types";
import { instant } from "../format";
import { StateTag, UrgencyTag } from "../orders/tags";
import { ChosenList } from "../shell/ChosenList";
import { zh } from "../strings";

interface Props {
  items: readonly CallbackItem[];
  queue: string;
  chosen: number | null;
  onChoose: (id: number) => void;
}

export function CallbackList({ items, queue, chosen, onChoose }: Props) {
  return (
    <ChosenList title={zh.callbacks.title} empty={zh.callbacks.empty[queue] ?? zh.orders.empty} chosen={chosen}>
      {items.map((item) => (
        <li
          key={item.id}
          role="option"
          aria-selected={item.id === chosen}
          className="unit-line"
          data-testid="callback-line"
          data-order={item.order.order_no}
          onClick={() => onChoose(item.id)}
        >
          <UrgencyTag urgency={item.order.urgency} />
          <div className="unit-line-words">
            <div className="unit-line-title">
              {item.kind === "verification" && <Tag color="red">{item.kind_name}</Tag>}
              <strong title={item.order.title}>{item.order.title || item.order.order_no}</strong>
            </div>
            <div className="unit-line-facts quiet">
              <Tag>{item.way_name}</Tag>
              {item.attempts > 0 && <Tag color="orange">{zh.callbacks.attempts(item.attempts)}</Tag>}
              <span className="number">{item.order.order_no}</span>
              <span>{item.result_name}</span>
              <span>{item.agent?.name}</span>
            </div>
          </div>
          <div className="unit-line-due">
            <StateTag state={item.order.state} name={item.state_name} />
            <span className="quiet number">
              {item.ended_at ? instant(item.ended_at) : zh.callbacks.nextAt(instant(item.next_at))}
            </span>
          </div>
        </li>
      ))}
    </ChosenList>
  );
}
