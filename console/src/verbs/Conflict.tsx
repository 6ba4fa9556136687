/** Two people on one order: tells the second who did what meanwhile, and lets him go on with the fresh version. */
import { Alert, Button, Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { orders } from "../api/endpoints";
import type { Order, TimelineEntry } from "../api/types";
import { keys } from "../events/refresh";
import { clockTime } from "../format";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { useWorkflow } from "./workflow";

interface Props {
  orderNo: string;
  /** The version that this user saw. */
  seen: number;
  onProceed: (fresh: Order) => void;
}

export function Conflict({ orderNo, seen, onProceed }: Props) {
  const fresh = useQuery({
    queryKey: [...keys.order(orderNo), "since", seen],
    queryFn: async () => {
      const [order, timeline] = await Promise.all([orders.get(orderNo), orders.timeline(orderNo)]);
      return { order, steps: timeline.items.filter((step) => step.seq > seen) };
    },
    staleTime: 0,
  });
  const { flow } = useWorkflow();
  if (fresh.error) return <ProblemAlert error={fresh.error} onRetry={() => void fresh.refetch()} />;
  if (!fresh.data) return <Skeleton active paragraph={{ rows: 2 }} />;
  const { order, steps } = fresh.data;
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      data-testid="conflict"
      title={zh.conflict.title}
      description={
        <>
          <ul className="conflict-steps">
            {steps.map((step) => (
              <li key={step.seq}>
                {clockTime(step.at)} <strong>{step.actor_name}</strong> {step.chinese}
                {step.reason && `：${step.reason}`}
                <ChangedFields step={step} nameOf={(name) => flow?.fields.get(name)?.chinese} />
              </li>
            ))}
          </ul>
          <div>
            {zh.conflict.now(order.state_name)}。{zh.conflict.kept}
          </div>
        </>
      }
      action={
        <Button type="primary" autoFocus onClick={() => onProceed(order)}>
          {zh.conflict.proceed}
        </Button>
      }
    />
  );
}

function ChangedFields({ step, nameOf }: { step: TimelineEntry; nameOf: (name: string) => string | undefined }) {
  const names = Object.keys(step.changes).flatMap((name) => nameOf(name) ?? []);
  if (names.length === 0) return null;
  return (
    <span className="quiet">
      （{zh.conflict.changed}：{names.join("、")}）
    </span>
  );
}
