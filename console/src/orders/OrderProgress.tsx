/** How far an order is and what came of it, beside its form: only what holds. */
import { Card, Descriptions } from "antd";
import { Link } from "react-router";
import type { Order } from "../api/types";
import { zh } from "../strings";
import { useWorkflow } from "../verbs/workflow";
import { heldBy } from "./said";
import { useNames } from "./useNames";

export function OrderProgress({ order: { progress } }: { order: Order }) {
  const { flow } = useWorkflow();
  const names = useNames();
  const held = flow ? heldBy(progress, flow, names) : [];
  if (held.length === 0) return null;
  return (
    <Card size="small" title={zh.orders.progressTitle} data-testid="order-progress">
      <Descriptions
        size="small"
        column={2}
        items={held.map(({ name, label, value }) => ({
          key: name,
          label,
          children: name === "master_no" ? <Link to={`/orders/${value}`}>{value}</Link> : <span className="words">{value}</span>,
        }))}
      />
    </Card>
  );
}
