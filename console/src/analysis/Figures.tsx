/** The figures of the window; every number opens its orders. */
import { Card, Empty, Table, Tooltip, type TableColumnsType } from "antd";
import type { RoutingFigures } from "../api/types";
import { instant, percent } from "../format";
import { zh } from "../strings";
import { OrdersLink } from "./OrdersLink";

interface Props {
  figures: RoutingFigures;
}

type Confusion = RoutingFigures["confusions"][number];
type Week = RoutingFigures["weeks"][number];
type Corrected = RoutingFigures["corrections"][number];
type Rule = RoutingFigures["rules"][number];

const windowOf = ({ since, until }: { since: string; until: string }) => ({ accepted_from: since, accepted_to: until });
const nothing = { emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={zh.analysis.none} /> };
const share = (part: number, whole: number) => (whole > 0 ? percent(part / whole) : "—");

export function Coverage({ figures }: Props) {
  const { sent, automatic, kept } = figures.coverage;
  const within = windowOf(figures);
  const counts: [string, number, Record<string, string>][] = [
    [zh.analysis.automatic, automatic, { automatic: "true" }],
    [zh.analysis.byPerson, sent - automatic, { automatic: "false" }],
    [zh.analysis.keptOrders, kept, { automatic: "true", kept: "true" }],
    [zh.analysis.movedOrders, automatic - kept, { automatic: "true", kept: "false" }],
  ];
  return (
    <Card size="small" title={zh.analysis.coverage} data-testid="coverage">
      <dl className="analysis-numbers">
        <div>
          <dt>{zh.analysis.share}</dt>
          <dd>{share(automatic, sent)}</dd>
        </div>
        <div>
          <dt>
            <Tooltip title={zh.analysis.precisionHint}>{zh.analysis.precision}</Tooltip>
          </dt>
          <dd>{share(kept, automatic)}</dd>
        </div>
        {counts.map(([label, count, wanted]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <OrdersLink count={count} wanted={{ ...within, ...wanted }} label={label} />
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

export function Confusions({ figures }: Props) {
  const within = { ...windowOf(figures), decided: "true" };
  const columns: TableColumnsType<Confusion> = [
    { title: zh.analysis.proposed, render: (_, { proposed }) => proposed.path.join(" / ") },
    { title: zh.analysis.final, render: (_, { final }) => final.path.join(" / ") },
    {
      title: zh.analysis.orders,
      width: 90,
      render: (_, { proposed, final, orders }) => (
        <OrdersLink count={orders} wanted={{ ...within, proposed: proposed.code, category: final.code }} />
      ),
    },
  ];
  return (
    <Card size="small" title={zh.analysis.confusion} data-testid="confusions">
      <p className="quiet">{zh.analysis.confusionHint}</p>
      <p>
        {zh.analysis.right} <OrdersLink count={figures.right} wanted={{ ...within, as_proposed: "true" }} />
        {"，"}
        {zh.analysis.wrong} <OrdersLink count={figures.wrong} wanted={{ ...within, as_proposed: "false" }} />
      </p>
      <Table<Confusion>
        size="small"
        rowKey={({ proposed, final }) => `${proposed.code}-${final.code}`}
        columns={columns}
        dataSource={figures.confusions}
        pagination={{ pageSize: 10, hideOnSinglePage: true }}
        locale={nothing}
      />
    </Card>
  );
}

export function Weeks({ figures }: Props) {
  const of = ({ monday, until }: Week) => windowOf({ since: monday, until });
  const columns: TableColumnsType<Week> = [
    { title: zh.analysis.week, render: (_, { monday }) => instant(monday).slice(0, 10) },
    { title: zh.analysis.proposals, render: (_, { proposals }) => proposals.toLocaleString("zh-CN") },
    {
      title: zh.analysis.unsure,
      render: (_, week) => (
        <>
          <OrdersLink count={week.unsure} wanted={{ ...of(week), unsure: "true" }} /> {share(week.unsure, week.proposals)}
        </>
      ),
    },
    {
      title: zh.analysis.corrected,
      render: (_, week) => (
        <>
          <OrdersLink count={week.corrected} wanted={{ ...of(week), corrected: "category" }} />{" "}
          {share(week.corrected, week.proposals)}
        </>
      ),
    },
    { title: zh.analysis.divergence, render: (_, { drift }) => (drift === null ? "—" : drift.toFixed(3)) },
  ];
  return (
    <Card size="small" title={zh.analysis.drift} data-testid="weeks">
      <p className="quiet">{zh.analysis.driftHint}</p>
      <Table<Week> size="small" rowKey="monday" columns={columns} dataSource={figures.weeks} pagination={false} locale={nothing} />
    </Card>
  );
}

const KINDS = ["category", "lead", "request_type", "urgency", "returned"] as const;

export function Corrections({ figures }: Props) {
  const columns: TableColumnsType<Corrected> = [
    { title: zh.analysis.final, render: (_, { category }) => category.path.join(" / ") },
    ...KINDS.map((kind) => ({
      title: zh.analysis.kinds[kind],
      width: 100,
      render: (_: unknown, { category, counts }: Corrected) => (
        <OrdersLink count={counts[kind] ?? 0} wanted={{ ...windowOf(figures), category: category.code, corrected: kind }} />
      ),
    })),
  ];
  return (
    <Card size="small" title={zh.analysis.corrections} data-testid="corrections">
      <Table<Corrected>
        size="small"
        rowKey={({ category }) => category.code}
        columns={columns}
        dataSource={figures.corrections}
        pagination={{ pageSize: 10, hideOnSinglePage: true }}
        locale={nothing}
      />
    </Card>
  );
}

export function Rules({ figures }: Props) {
  const columns: TableColumnsType<Rule> = [
    { title: zh.analysis.rule, width: 120, dataIndex: "code" },
    { title: zh.analysis.basis, dataIndex: "basis" },
    {
      title: zh.analysis.hits,
      width: 100,
      render: (_, { code, hits }) => <OrdersLink count={hits} wanted={{ ...windowOf(figures), rule: code }} />,
    },
  ];
  return (
    <Card size="small" title={zh.analysis.rules} data-testid="rules">
      <p>{zh.analysis.unused(figures.rules.filter(({ hits }) => hits === 0).length)}</p>
      <Table<Rule>
        size="small"
        rowKey="code"
        columns={columns}
        dataSource={figures.rules}
        pagination={{ pageSize: 10, hideOnSinglePage: true }}
        locale={nothing}
      />
    </Card>
  );
}
