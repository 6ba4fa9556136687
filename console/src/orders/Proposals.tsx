/** On request: what the candidate in the shadow proposed for this order, and what people changed. */
import { Button, Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { analysis } from "../api/endpoints";
import { keys } from "../events/refresh";
import { instant, percent } from "../format";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";

export function Proposals({ orderNo }: { orderNo: string }) {
  const [open, setOpen] = useState(false);
  if (!open) {
    return (
      <Button type="link" size="small" onClick={() => setOpen(true)}>
        {zh.analysis.perOrderShow}
      </Button>
    );
  }
  return <Told orderNo={orderNo} />;
}

function Told({ orderNo }: { orderNo: string }) {
  const query = useQuery({ queryKey: [...keys.order(orderNo), "proposals"], queryFn: () => analysis.proposals(orderNo) });
  if (query.error) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton active paragraph={{ rows: 2 }} />;
  const { shadow, corrections } = query.data;
  if (shadow.length + corrections.length === 0) return <p className="quiet">{zh.analysis.perOrderNone}</p>;
  return (
    <ul className="plain-list" data-testid="order-proposals">
      {shadow.map(({ model, advice }) => (
        <li key={model}>
          {zh.analysis.perOrderShadow(
            model,
            advice.category?.path.join(" / ") ?? "—",
            advice.departments?.lead?.name ?? "—",
            percent(advice.confidence),
          )}
        </li>
      ))}
      {corrections.map((one) => (
        <li key={`${one.at}-${one.kind}`}>
          {zh.analysis.perOrderChange(one.chinese, one.proposed, one.chosen)}
          <div className="quiet">
            {instant(one.at)} {one.by?.name} {one.model}
          </div>
        </li>
      ))}
    </ul>
  );
}
