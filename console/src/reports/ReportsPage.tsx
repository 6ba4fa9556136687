/** Reports: the archive with its files, and the plans by which they are made and sent by themselves. */
import { Button, Segmented, Space, Tabs, Tag, Tooltip, type TableColumnsType } from "antd";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { reports } from "../api/endpoints";
import type { Report, ReportForm } from "../api/types";
import { keys } from "../events/refresh";
import { instant } from "../format";
import { searchWith } from "../orders/filters";
import { may } from "../session/access";
import { useUser } from "../session/store";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { QueryTable } from "../shell/QueryTable";
import { zh } from "../strings";
import { OrderReport } from "./OrderReport";
import { PlansTab } from "./PlansTab";

const words = zh.reports;
const PAGE = 30;
const WHILE_MAKING_MS = 2_000;
const EVERY_MS = 60_000;
const SHORT = 16;
const COLOURS: Record<Report["state"], string> = { making: "blue", done: "green", failed: "red" };

const columns: TableColumnsType<Report> = [
  { title: words.name, render: (_, { title, form_name, period_name, topic_name }) => title || `${topic_name}${form_name}（${period_name}）` },
  {
    title: words.state,
    width: 190,
    render: (_, { state, error }) => (
      <>
        <Tag color={COLOURS[state]}>{words.states[state]}</Tag>
        {error && <div className="quiet">{error}</div>}
      </>
    ),
  },
  { title: words.asOf, width: 150, render: (_, { as_of }) => instant(as_of) },
  { title: words.by, width: 120, dataIndex: "ordered_by" },
  {
    title: words.digest,
    width: 170,
    render: (_, { digest, data_version }) =>
      digest && (
        <Tooltip title={`${words.digestHint}。${data_version}`}>
          <code>{digest.slice(0, SHORT)}</code>
        </Tooltip>
      ),
  },
  {
    title: words.files,
    width: 190,
    render: (_, { id, files }) => (
      <Space size="middle">
        {files.map(({ format, sha256 }) => (
          <Tooltip key={format} title={words.sha(sha256)}>
            <a href={reports.fileAddress(id, format)}>{words.formats[format]}</a>
          </Tooltip>
        ))}
      </Space>
    ),
  },
];

function Archive({ forms }: { forms: ReportForm[] }) {
  const user = useUser();
  const client = useQueryClient();
  const [search, setSearch] = useSearchParams();
  const [ordering, setOrdering] = useState(false);
  const form = forms.find(({ key }) => key === search.get("form"))?.key ?? "";
  const cursor = search.get("cursor") ?? "";
  const query = useQuery({
    queryKey: [...keys.reports, form, cursor],
    queryFn: () => reports.list({ limit: PAGE, cursor, ...(form && { form }) }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.items.some((one) => one.state === "making") ? WHILE_MAKING_MS : EVERY_MS,
  });
  const next = query.data?.next;
  return (
    <section className="tab" aria-label={words.archive}>
      <div className="page-head">
        {may(user, "reports.make") && (
          <Button type="primary" onClick={() => setOrdering(true)}>
            {words.order}
          </Button>
        )}
        <Segmented<string>
          aria-label={words.form}
          options={[{ value: "", label: words.all }, ...forms.map(({ key, name }) => ({ value: key, label: name }))]}
          value={form}
          onChange={(value) => setSearch(searchWith(search, { form: value || null, cursor: null }))}
        />
        <span className="grow" />
        <Freshness query={query} />
      </div>
      <QueryTable<Report>
        query={query}
        items={query.data?.items}
        empty={words.empty}
        columns={columns}
      />
      <div className="pager">
        {cursor && <Button onClick={() => setSearch(searchWith(search, { cursor: null }))}>{words.first}</Button>}
        {next && <Button onClick={() => setSearch(searchWith(search, { cursor: next }))}>{words.more}</Button>}
      </div>
      {ordering && forms.length > 0 && (
        <OrderReport
          forms={forms}
          onClose={() => setOrdering(false)}
          onDone={() => {
            setOrdering(false);
            void client.invalidateQueries({ queryKey: keys.reports });
          }}
        />
      )}
    </section>
  );
}

export function ReportsPage() {
  const user = useUser();
  const query = useQuery({ queryKey: keys.reportForms, queryFn: reports.forms });
  const forms = query.data?.items ?? [];
  return (
    <section className="page" aria-label={words.title}>
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      <Tabs
        destroyOnHidden
        items={[
          { key: "archive", label: words.archive, children: <Archive forms={forms} /> },
          { key: "plans", label: words.plans, children: <PlansTab query={query} mayWork={may(user, "reports.make")} /> },
        ]}
      />
    </section>
  );
}
