/** One table: searched, paged, read by keyboard; a row opens as a form. */
import { Button, Empty, Input, Pagination, Select, Table, Tag, type InputRef, type TableColumnsType } from "antd";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { keys } from "../events/refresh";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { useShortcuts } from "../shell/useShortcuts";
import { zh } from "../strings";
import { columnsOf, shown } from "./cells";
import { city, type Cells, type ColumnBody, type Entry, type EntryFilter, type SheetBody } from "./endpoints";
import { EntryDialog } from "./EntryDialog";

const PAGE = 20;
const WIDE = /^(pattern|text)$/;

interface Opened {
  entry: Entry | null;
  begin: Cells;
}

const widthOf = (column: ColumnBody): number => {
  if (/^(whole|span)$/.test(column.kind)) return 82;
  if (column.choices.length > 0) return 110;
  if (column.kind === "several") return 180;
  if (column.refers) return 160;
  return WIDE.test(column.kind) ? 210 : 130;
};

export function SheetTab({ sheet }: { sheet: SheetBody }) {
  const [filter, setFilter] = useState<{ q: string; status: NonNullable<EntryFilter["status"]>; page: number }>({
    q: "",
    status: "all",
    page: 1,
  });
  const [chosen, setChosen] = useState(-1);
  const [opened, setOpened] = useState<Opened | null>(null);
  const search = useRef<InputRef>(null);
  const query = useQuery({
    queryKey: [...keys.catalogue("sheet"), sheet.name, filter],
    queryFn: () =>
      city.entries(sheet.name, { q: filter.q, status: filter.status, offset: (filter.page - 1) * PAGE, limit: PAGE }),
    placeholderData: keepPreviousData,
  });
  const items = query.data?.items ?? [];
  const open = (entry: Entry | undefined) => entry && setOpened({ entry, begin: {} });
  const add = () => setOpened({ entry: null, begin: {} });
  const narrow = (change: Partial<typeof filter>) => {
    setChosen(-1);
    setFilter((known) => ({ ...known, page: 1, ...change }));
  };

  useShortcuts(
    opened
      ? {}
      : {
          "/": () => search.current?.focus(),
          j: () => setChosen((at) => Math.min(at + 1, items.length - 1)),
          k: () => setChosen((at) => Math.max(at - 1, 0)),
          Enter: () => open(items[chosen]),
          n: add,
        },
  );

  const shownColumns = columnsOf(sheet, items);
  const state = {
    title: zh.city.status,
    key: "state",
    width: 76,
    render: (_: unknown, entry: Entry) => (
      <Tag color={entry.in_use ? "green" : "default"}>{entry.in_use ? zh.city.inUse : zh.city.retired}</Tag>
    ),
  };
  const [first, ...rest] = shownColumns.map((column, place) => ({
    title: column.chinese,
    key: column.name,
    width: widthOf(column),
    render: (_: unknown, entry: Entry) =>
      place === 0 ? (
        <Button type="link" className="city-open" aria-label={zh.city.open(entry.key)} onClick={() => open(entry)}>
          {shown(column, entry)}
        </Button>
      ) : (
        <span className="city-text">{shown(column, entry)}</span>
      ),
  }));
  const columns: TableColumnsType<Entry> = [...(first ? [first] : []), ...(sheet.retires ? [state] : []), ...rest];
  const width = shownColumns.reduce((sum, column) => sum + widthOf(column), 70);

  return (
    <section aria-label={sheet.chinese} className="city-sheet">
      <p className="quiet">{sheet.purpose}</p>
      <div className="city-bar">
        <Input.Search
          ref={search}
          allowClear
          placeholder={zh.city.search}
          aria-label={zh.city.search}
          onSearch={(q) => narrow({ q: q.trim() })}
          className="city-search"
        />
        {sheet.retires && (
          <Select
            aria-label={zh.city.status}
            value={filter.status}
            onChange={(status) => narrow({ status })}
            options={Object.entries(zh.city.statuses).map(([value, label]) => ({ value, label }))}
            className="city-status"
          />
        )}
        <Button type="primary" onClick={add}>
          {zh.city.add} <kbd>N</kbd>
        </Button>
        <span className="grow" />
        <span className="quiet">{zh.city.rows(sheet.in_use, sheet.rows)}</span>
        <Freshness query={query} />
      </div>
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      <Table<Entry>
        size="small"
        rowKey="key"
        columns={columns}
        dataSource={items}
        loading={query.isLoading}
        pagination={false}
        scroll={{ x: width }}
        locale={{
          emptyText: (
            <Empty
              description={filter.q || filter.status !== "all" ? zh.city.searchNone : zh.city.emptySheet(sheet.purpose)}
            />
          ),
        }}
        rowClassName={(_, index) => (index === chosen ? "chosen" : "")}
        onRow={(entry, index) => ({
          "data-testid": "entry-row",
          "data-key": entry.key,
          "aria-selected": index === chosen,
          onDoubleClick: () => open(entry),
        })}
      />
      <Pagination
        align="end"
        size="small"
        current={filter.page}
        pageSize={PAGE}
        total={query.data?.total ?? 0}
        showSizeChanger={false}
        showTotal={(n) => zh.city.total(n)}
        hideOnSinglePage={false}
        onChange={(page) => {
          setChosen(-1);
          setFilter((known) => ({ ...known, page }));
        }}
      />
      {opened && (
        <EntryDialog
          sheet={sheet}
          entry={opened.entry}
          begin={opened.begin}
          version={query.data?.version ?? 0}
          onClose={() => setOpened(null)}
        />
      )}
    </section>
  );
}
