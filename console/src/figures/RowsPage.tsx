/** Behind a number: the orders, calls or stretches of time that add up to it, whose sum is that number. */
import { Button, Empty, Segmented, Table, Tag, Tooltip, type TableColumnsType } from "antd";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import type { FigureDimension, FigureSubject } from "../api/types";
import { keys } from "../events/refresh";
import { instant } from "../format";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { Definition } from "./Definition";
import { figures, type RowsQuery } from "./endpoints";
import "./figures.css";
import { useDefinitions } from "./useDefinitions";
import { useToday } from "./useToday";
import { FILTERS, searchWith, viewOf } from "./view";

const PAGE = 50;
const words = zh.figures.rows;

function Subject({ row }: { row: FigureSubject }) {
  if (row.masked) {
    return (
      <Tooltip title={words.masked}>
        <span className="quiet">***</span>
      </Tooltip>
    );
  }
  if (row.order_no) {
    return (
      <Link className="number" to={`/orders/${row.order_no}`}>
        {row.order_no}
      </Link>
    );
  }
  if (row.conversation_id) {
    return (
      <Link className="number" to={`/calls/${row.conversation_id}`}>
        {row.conversation_id.slice(0, 8)}
      </Link>
    );
  }
  return <span>{row.agent}</span>;
}

const dash = (text: string) => text || "—";
const columns: TableColumnsType<FigureSubject> = [
  { title: words.what, width: 84, render: (_, { kind }) => words.kinds[kind] },
  { title: zh.orders.number, width: 190, render: (_, row) => <Subject row={row} /> },
  { title: words.name, ellipsis: true, render: (_, { title, masked }) => (masked ? words.masked : dash(title)) },
  { title: words.at, width: 140, render: (_, { at }) => <span className="number">{instant(at)}</span> },
  { title: words.unit, width: 130, ellipsis: true, render: (_, { unit }) => dash(unit) },
  { title: words.category, width: 200, ellipsis: true, render: (_, { category }) => dash(category) },
  { title: words.channel, width: 90, ellipsis: true, render: (_, { channel }) => dash(zh.channels[channel] ?? channel) },
  { title: words.agent, width: 90, ellipsis: true, render: (_, { agent }) => dash(agent) },
  { title: words.detail, width: 110, ellipsis: true, render: (_, { detail }) => dash(detail) },
  { title: words.counts, width: 80, align: "right", render: (_, { counts }) => <span className="number">{counts.toLocaleString("zh-CN")}</span> },
];

export default function RowsPage() {
  const [search, setSearch] = useSearchParams();
  const navigate = useNavigate();
  const { query: known, definitions, dimensions } = useDefinitions();
  const today = useToday();
  const view = useMemo(() => viewOf(search, "today", today), [search, today]);
  const definition = definitions.get(search.get("metric") ?? "");
  const part = search.get("part") === "denominator" ? "denominator" : "numerator";
  const by = search.get("by") as FigureDimension | null;
  const key = search.get("key");
  const request: RowsQuery = {
    metric: definition?.key ?? "",
    part,
    from: view.begin,
    to: view.end,
    limit: PAGE,
    ...view.filters,
    ...(by && key !== null ? { by, key } : {}),
  };
  const query = useInfiniteQuery({
    queryKey: [...keys.figures, "rows", request],
    queryFn: ({ pageParam }) => figures.rows({ ...request, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    enabled: definition !== undefined,
  });
  const pages = query.data?.pages ?? [];
  const items = pages.flatMap((page) => page.items);
  const [first] = pages;
  const narrowed = FILTERS.filter((name) => view.filters[name] !== undefined);
  return (
    <section className="page figures" aria-label={words.title} data-testid="figure-rows">
      <div className="page-head">
        <h1>{words.title}</h1>
        {definition && <Definition definition={definition} />}
        {(definition?.denominator.length ?? 0) > 0 && (
          <Segmented
            size="small"
            aria-label={words.title}
            options={(["numerator", "denominator"] as const).map((value) => ({ value, label: words.parts[value] }))}
            value={part}
            onChange={(value) => setSearch(searchWith(search, { part: value }))}
          />
        )}
        <span className="grow" />
        {first && (
          <strong data-testid="rows-total" data-total={first.total}>
            {words.total(first.total, first.count)}
          </strong>
        )}
        <Freshness query={query} />
        <Button size="small" onClick={() => void navigate(-1)}>
          {words.back}
        </Button>
      </div>
      <p className="rows-scope">
        <Tag>{zh.figures.covers(view.begin, view.end)}</Tag>
        {by && key !== null && <Tag color="blue">{words.of(dimensions.get(by) ?? by, search.get("label") ?? key)}</Tag>}
        {narrowed.map((name) => (
          <Tag key={name} closable onClose={() => setSearch(searchWith(search, { [name]: null }))}>
            {words.of(zh.figures.filters[name], view.filters[name] ?? "")}
          </Tag>
        ))}
      </p>
      <ProblemAlert error={known.error ?? query.error} onRetry={() => void (known.error ? known.refetch() : query.refetch())} />
      {known.data && !definition && <Empty description={words.unknown} />}
      {definition && (
        <Table<FigureSubject>
          size="small"
          aria-label={definition.name}
          rowKey={(row) => `${row.kind}-${row.order_no ?? row.conversation_id ?? row.agent}-${row.at}-${row.detail}-${row.counts}`}
          columns={columns}
          dataSource={items}
          loading={query.isLoading}
          pagination={false}
          scroll={{ x: 1_200 }}
          locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.empty} /> }}
          onRow={(row) => ({ "data-testid": "behind-row", "data-order": row.order_no ?? "" }) as object}
        />
      )}
      {query.hasNextPage && (
        <div className="pager">
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {words.more}
          </Button>
        </div>
      )}
    </section>
  );
}
