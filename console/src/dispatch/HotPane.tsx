/** Hot issues: alerts to take note of, issues of the last days, and the orders behind whichever is chosen. */
import { Alert, Button, Card, Empty, Skeleton, Tag } from "antd";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { desk } from "../api/endpoints";
import type { HotAlert, HotIssue } from "../api/types";
import { keys } from "../events/refresh";
import { instant } from "../format";
import { StateTag } from "../orders/tags";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";

type Chosen = { kind: "alert"; id: number } | { kind: "issue"; id: string };

const EMERGENCY = "突发事件报告";

export function HotPane() {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const query = useQuery({ queryKey: [...keys.dispatch, "hot"], queryFn: desk.hot });
  const { alerts = [], issues = [] } = query.data ?? {};
  const first: Chosen | null = alerts[0] ? { kind: "alert", id: alerts[0].id } : issues[0] ? { kind: "issue", id: issues[0].id } : null;
  const shown = chosen ?? first;
  return (
    <>
      <div className="queue hot">
        <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
        {query.isLoading && <Skeleton active />}
        <h2>{zh.hot.alerts}</h2>
        {query.data && alerts.length === 0 && <p className="quiet">{zh.hot.noAlerts}</p>}
        {alerts.map((alert) => (
          <AlertCard
            key={alert.id}
            alert={alert}
            chosen={shown?.kind === "alert" && shown.id === alert.id}
            onChoose={() => setChosen({ kind: "alert", id: alert.id })}
          />
        ))}
        <h2>{zh.hot.issues}</h2>
        {query.data && issues.length === 0 && <p className="quiet">{zh.hot.noIssues}</p>}
        {issues.map((issue) => (
          <IssueCard
            key={issue.id}
            issue={issue}
            chosen={shown?.kind === "issue" && shown.id === issue.id}
            onChoose={() => setChosen({ kind: "issue", id: issue.id })}
          />
        ))}
      </div>
      <div className="at-hand">{shown ? <Behind of={shown} /> : <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={zh.hot.noIssues} />}</div>
    </>
  );
}

interface CardProps {
  chosen: boolean;
  onChoose: () => void;
}

function AlertCard({ alert, chosen, onChoose }: CardProps & { alert: HotAlert }) {
  const client = useQueryClient();
  const seeing = useMutation({
    mutationFn: () => desk.see(alert.id),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.dispatch }),
  });
  return (
    <Alert
      type={alert.seen_at ? "info" : alert.level === EMERGENCY ? "error" : "warning"}
      className={chosen ? "chosen" : ""}
      data-testid="hot-alert"
      title={
        <button type="button" className="plain" onClick={onChoose}>
          <Tag color={alert.level === EMERGENCY ? "red" : "orange"}>{alert.level}</Tag>
          {alert.title}
        </button>
      }
      description={
        <>
          {alert.reasons.map((reason) => (
            <div key={reason}>{reason}</div>
          ))}
          <div className="quiet">
            {instant(alert.updated_at)} · {zh.hot.orders(alert.order_nos.length)}
            {alert.seen_at && alert.seen_by && ` · ${zh.hot.seen(alert.seen_by.name, instant(alert.seen_at))}`}
          </div>
          <ProblemAlert error={seeing.error} />
        </>
      }
      action={
        !alert.seen_at && (
          <Button size="small" loading={seeing.isPending} onClick={() => seeing.mutate()}>
            {zh.hot.see}
          </Button>
        )
      }
    />
  );
}

function IssueCard({ issue, chosen, onChoose }: CardProps & { issue: HotIssue }) {
  return (
    <button type="button" className={`issue ${chosen ? "chosen" : ""}`} data-testid="hot-issue" onClick={onChoose}>
      <strong>{issue.title}</strong>
      <span className="quiet">
        {zh.hot.orders(issue.count)} · {zh.hot.people(issue.people)} · {zh.hot.peak} {issue.peak} · {zh.hot.last} {instant(issue.last_at)}
      </span>
      <span className="quiet">
        {zh.hot.growth} {zh.hot.times(issue.growth)} · {zh.hot.urgency} {issue.urgency}
      </span>
      <span className="quiet">{issue.places.map(([name, count]) => `${name} ${count}`).join("、")}</span>
    </button>
  );
}

function Behind({ of }: { of: Chosen }) {
  const query = useQuery({
    queryKey: [...keys.dispatch, "behind", of.kind, of.id],
    queryFn: () => (of.kind === "alert" ? desk.behindAlert(of.id) : desk.behindIssue(of.id)),
  });
  return (
    <Card size="small" title={zh.hot.behind} data-testid="behind">
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      {query.isLoading && <Skeleton active />}
      <ul className="behind">
        {(query.data?.items ?? []).map((order) => (
          <li key={order.order_no}>
            <Link to={`/orders/${order.order_no}`} className="number">
              {order.order_no}
            </Link>{" "}
            <StateTag state={order.state} name={order.state_name} /> {order.title}
            <div className="quiet">
              {instant(order.accepted_at)} · {order.place_text || "—"} · {order.lead?.name ?? "—"}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
