/** What may be done to many ticked orders at once, and what came of it. */
import { Alert, Button } from "antd";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { orders } from "../api/endpoints";
import { Problem } from "../api/problem";
import type { QueueItem } from "../api/types";
import { keys } from "../events/refresh";
import { zh } from "../strings";
import { eachOf } from "./queue";

interface Props {
  verb: "approve" | "dispatch";
  items: readonly QueueItem[];
  onClear: () => void;
}

const why = (error: unknown) => {
  const problem = Problem.of(error);
  return problem.detail ?? problem.title;
};

export function Batch({ verb, items, onClear }: Props) {
  const client = useQueryClient();
  const doing = useMutation({
    mutationFn: (chosen: readonly QueueItem[]) =>
      eachOf(chosen, (item) => orders.apply(item.order_no, verb, item.version), why),
    onSettled: () => {
      onClear();
      void client.invalidateQueries({ queryKey: keys.dispatch });
      void client.invalidateQueries({ queryKey: keys.orders });
    },
  });
  const unready = verb === "dispatch" ? items.find((item) => item.lead === null) : undefined;
  const closed = items.length === 0 ? zh.dispatch.batchNone : unready ? `${unready.order_no} ${zh.dispatch.batchNoLead}` : "";
  const result = doing.data;
  return (
    <div className="batch">
      <span className="quiet">{zh.dispatch.batch(items.length)}</span>
      <Button
        size="small"
        disabled={closed !== ""}
        title={closed}
        aria-description={closed}
        loading={doing.isPending}
        onClick={() => doing.mutate(items)}
      >
        {verb === "approve" ? zh.dispatch.batchApprove : zh.dispatch.batchSend}
      </Button>
      {result && (
        <Alert
          type={result.failed.length > 0 ? "warning" : "success"}
          closable
          data-testid="batch-result"
          title={zh.dispatch.batchDone(result.done.length, result.failed.length)}
          description={result.failed.map((one) => (
            <div key={one.order_no}>
              {one.order_no}：{one.why}
            </div>
          ))}
        />
      )}
    </div>
  );
}
