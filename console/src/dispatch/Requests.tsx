/** What units ask: the return with its ground and basis, an extension, a listing, an arbitration. Verbs answer it. */
import { Card, Descriptions } from "antd";
import type { DeskRequest } from "../api/types";
import { instant } from "../format";
import { zh } from "../strings";

export function Requests({ requests }: { requests: readonly DeskRequest[] }) {
  return (
    <>
      {requests.map((one) => (
        <Card
          key={`${one.kind}-${one.unit?.code ?? ""}`}
          size="small"
          className="request"
          data-testid="request"
          data-kind={one.kind}
          title={zh.dispatch.asks(one.unit?.name ?? "", one.chinese)}
          extra={<span className="quiet">{instant(one.at)}</span>}
        >
          <Descriptions size="small" column={1} items={factsOf(one)} />
        </Card>
      ))}
    </>
  );
}

function factsOf(one: DeskRequest) {
  const facts: [string, string][] = [
    [zh.dispatch.ground, one.ground],
    [zh.dispatch.basis, one.basis],
    [zh.dispatch.text, one.text],
    [zh.dispatch.plan, one.plan],
    [zh.orders.dueAt, one.days ? zh.dispatch.days(one.days) : one.until ? zh.dispatch.until(instant(one.until)) : ""],
  ];
  return facts.filter(([, value]) => value).map(([label, children]) => ({ key: label, label, children }));
}
