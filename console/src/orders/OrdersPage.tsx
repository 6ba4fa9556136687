/** The order list: filters in the address, pages by cursor, readable by keyboard. */
import { Button, Empty, Table, Tooltip, type TableColumnsType } from "antd";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate, useSearchParams } from "react-router";
import { orders } from "../api/endpoints";
import type { OrderSummary } from "../api/types";
import { keys } from "../events/refresh";
import { instant } from "../format";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { useShortcuts } from "../shell/useShortcuts";
import { zh } from "../strings";
import { FilterBar } from "./FilterBar";
import { filtersOf, isFiltered, queryOf, searchWith } from "./filters";
import { DueTag, SecretTag, StateTag, UrgencyTag } from "./tags";
import { waitReason } from "./wait-reason";

const PAGE = 30;

const columns: TableColumnsType<OrderSummary> = [
  {
    title: zh.orders.number,
    width: 196,
    render: (_, { order_no }) => (
      <Link to={`/orders/${order_no}`} className="number">
        {order_no}
      </Link>
    ),
  },
  {
    title: zh.form.fields.title,
    ellipsis: true,
    render: (_, order) => (
      <>
        <SecretTag secret={order.is_secret} />
        <UrgencyTag urgency={order.urgency} />
        {order.waits_for_person && (
          <Tooltip title={waitReason(order)}>
            <span className="waits">{zh.orders.waits}</span>
          </Tooltip>
        )}
        {order.title}
      </>
    ),
  },
  { title: zh.form.fields.category_code, width: 170, ellipsis: true, render: (_, { category }) => category?.path.at(-1) ?? "—" },
  { title: zh.orders.department, width: 150, ellipsis: true, render: (_, { lead }) => lead?.name ?? "—" },
  { title: zh.orders.channel, width: 76, render: (_, { channel }) => zh.channels[channel] ?? channel },
  { title: zh.orders.accepted, width: 144, render: (_, { accepted_at }) => instant(accepted_at) },
  {
    title: zh.orders.dueAt,
    width: 200,
    render: (_, { due_at, due_colour }) => (
      <>
        {due_at ? instant(due_at) : zh.orders.noDue} <DueTag colour={due_colour} />
      </>
    ),
  },
  { title: zh.orders.state, width: 90, render: (_, { state, state_name }) => <StateTag state={state} name={state_name} /> },
];

export function OrdersPage() {
  const [search, setSearch] = useSearchParams();
  const navigate = useNavigate();
  const filters = filtersOf(search);
  const [chosen, setChosen] = useState(-1);
  const query = useQuery({
    queryKey: [...keys.orders, filters],
    queryFn: () => orders.list(queryOf(filters, PAGE)),
    placeholderData: keepPreviousData,
  });
  const items = query.data?.items ?? [];
  const next = query.data?.next;
  const open = (order: OrderSummary | undefined) => order && void navigate(`/orders/${order.order_no}`);

  useShortcuts({
    j: () => setChosen((at) => Math.min(at + 1, items.length - 1)),
    k: () => setChosen((at) => Math.max(at - 1, 0)),
    Enter: () => open(items[chosen]),
  });

  return (
    <section className="page" aria-label={zh.orders.list}>
      <div className="page-head">
        <h1>{zh.orders.list}</h1>
        <span className="quiet">{zh.orders.keys}</span>
        <span className="grow" />
        {query.data?.total_estimate != null && <span className="quiet">{zh.orders.about(query.data.total_estimate)}</span>}
        <Freshness query={query} />
      </div>
      <FilterBar />
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      <Table<OrderSummary>
        size="small"
        rowKey="order_no"
        columns={columns}
        dataSource={items}
        loading={query.isLoading}
        pagination={false}
        scroll={{ x: 1200 }}
        locale={{ emptyText: <Empty description={isFiltered(filters) ? zh.orders.empty : zh.orders.emptyAll} /> }}
        rowClassName={(_, index) => (index === chosen ? "chosen" : "")}
        onRow={(order, index) => ({
          "data-testid": "order-row",
          "data-order": order.order_no,
          "aria-selected": index === chosen,
          onDoubleClick: () => open(order),
        })}
      />
      <div className="pager">
        {filters.cursor && (
          <>
            <Button onClick={() => setSearch(searchWith(search, { cursor: null }))}>{zh.orders.first}</Button>
            <Button onClick={() => void navigate(-1)}>{zh.orders.previous}</Button>
          </>
        )}
        <Button
          disabled={!next}
          onClick={() => {
            setChosen(-1);
            setSearch(searchWith(search, { cursor: next ?? null }));
          }}
        >
          {zh.orders.next}
        </Button>
      </div>
    </section>
  );
}
