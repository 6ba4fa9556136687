/** The model's versions: cards, what the shadow says, and another one into use, with a reason. */
import { App, Button, Card, Empty, Input, Modal, Table, Tag, type TableColumnsType } from "antd";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { analysis } from "../api/endpoints";
import type { ModelList, ModelVersion } from "../api/types";
import { keys } from "../events/refresh";
import { instant, percent } from "../format";
import { may } from "../session/access";
import { useUser } from "../session/store";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { OrdersLink } from "./OrdersLink";

const SHORTEST_REASON = 2;
/** What is to happen: a version's name, or null for going back. */
type Change = { name: string | null };

interface HeldOut {
  rows: number;
  candidate_accuracy: number;
  active_accuracy: number;
}

const heldOut = ({ card }: ModelVersion): HeldOut | null =>
  ((card.figures as { held_out?: HeldOut | null } | undefined)?.held_out ?? null);

export function Models() {
  const query = useQuery({ queryKey: [...keys.analysis, "models"], queryFn: analysis.models });
  const [change, setChange] = useState<Change | null>(null);
  const sets = may(useUser(), "models.set");
  const { data } = query;
  const columns: TableColumnsType<ModelVersion> = [
    {
      title: zh.analysis.version,
      render: (_, { name, state }) => (
        <>
          {name} {state === "active" && <Tag color="green">{zh.analysis.inUse}</Tag>}
          {state === "shadow" && <Tag color="blue">{zh.analysis.shadow}</Tag>}
        </>
      ),
    },
    { title: zh.analysis.trained, width: 150, render: (_, { card }) => instant(card.date as string | undefined) },
    { title: zh.analysis.rows, width: 100, render: (_, { card }) => typeof card.rows === "number" ? card.rows.toLocaleString("zh-CN") : "—" },
    {
      title: zh.analysis.heldOut,
      render: (_, version) => {
        const held = heldOut(version);
        return held ? `${percent(held.candidate_accuracy)} / ${percent(held.active_accuracy)}（${held.rows}）` : "—";
      },
    },
    { title: zh.analysis.shadowFigures, render: (_, version) => <Shadow version={version} /> },
    {
      title: "",
      width: 90,
      render: (_, { name, state }) =>
        sets && state !== "active" && (
          <Button size="small" onClick={() => setChange({ name })}>
            {zh.analysis.promote}
          </Button>
        ),
    },
  ];
  return (
    <Card
      size="small"
      title={zh.analysis.models}
      data-testid="models"
      extra={
        sets && data?.active && (
          <Button size="small" danger onClick={() => setChange({ name: null })}>
            {zh.analysis.rollback}
          </Button>
        )
      }
    >
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      <p data-testid="model-in-use">
        {zh.analysis.inUse}：{data?.active ?? zh.analysis.coldStart}
      </p>
      <Table<ModelVersion>
        size="small"
        rowKey="name"
        columns={columns}
        dataSource={data?.versions ?? []}
        loading={query.isLoading}
        pagination={false}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={zh.analysis.noNights} /> }}
        expandable={{ expandedRowRender: ({ card }) => <pre>{JSON.stringify(card, null, 1)}</pre> }}
      />
      {data && <Past data={data} />}
      {change && data && <Changing change={change} active={data.active} onClose={() => setChange(null)} />}
    </Card>
  );
}

function Shadow({ version: { name, shadow } }: { version: ModelVersion }) {
  if (shadow.orders === 0) return "—";
  return (
    <>
      <OrdersLink count={shadow.orders} wanted={{ shadow: name }} />{" "}
      {zh.analysis.agreement(percent(shadow.agreeing / shadow.orders))}{" "}
      <OrdersLink
        count={shadow.orders - shadow.agreeing}
        wanted={{ shadow: name, agrees: "false" }}
        label={zh.analysis.filter("agrees", "false")}
      />
      {shadow.decided > 0 && (
        <div className="quiet">
          {zh.analysis.shadowRight(percent(shadow.candidate_right / shadow.decided), percent(shadow.active_right / shadow.decided))}{" "}
          <OrdersLink count={shadow.decided} wanted={{ shadow: name, decided: "true" }} />
        </div>
      )}
    </>
  );
}

function Past({ data }: { data: ModelList }) {
  return (
    <>
      {data.history.length > 0 && <h4>{zh.analysis.history}</h4>}
      <ul className="plain-list" data-testid="model-history">
        {data.history.map((one) => (
          <li key={`${one.at}-${one.act}-${one.name}`}>
            {instant(one.at)} {zh.analysis.acts[one.act] ?? one.act} {one.name}，{one.by}：{one.reason}
          </li>
        ))}
      </ul>
      {data.nights.length > 0 && <h4>{zh.analysis.nights}</h4>}
      <ul className="plain-list">
        {data.nights.map((one) => (
          <li key={one.at}>
            {instant(one.at)} {one.model ?? ""} {one.reason}
          </li>
        ))}
      </ul>
    </>
  );
}

function Changing({ change, active, onClose }: { change: Change; active: string | null; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const client = useQueryClient();
  const { message } = App.useApp();
  const doing = useMutation({
    mutationFn: () =>
      change.name === null ? analysis.rollback(reason, active) : analysis.promote(change.name, reason, active),
    onSuccess: (fresh) => {
      client.setQueryData([...keys.analysis, "models"], fresh);
      void message.success(zh.analysis.changed);
      onClose();
    },
    // Also after a success: a list that was asked for before the change may come after it, and must not stay.
    onSettled: () => void client.invalidateQueries({ queryKey: [...keys.analysis, "models"] }),
  });
  return (
    <Modal
      open
      title={change.name === null ? zh.analysis.rollbackTitle : zh.analysis.promoteTitle(change.name)}
      okText={change.name === null ? zh.analysis.rollback : zh.analysis.promote}
      okButtonProps={{ disabled: reason.trim().length < SHORTEST_REASON, loading: doing.isPending }}
      onOk={() => doing.mutate()}
      onCancel={onClose}
    >
      <ProblemAlert error={doing.error} />
      <Input
        aria-label={zh.analysis.reason}
        placeholder={zh.analysis.reason}
        value={reason}
        maxLength={500}
        autoFocus
        onChange={(event) => setReason(event.target.value)}
      />
    </Modal>
  );
}
