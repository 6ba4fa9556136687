/** The rows that a query brings, with its error and a retry above them. That there is none is said once it is known. */
import { Empty, Table, type TableProps } from "antd";
import type { UseQueryResult } from "@tanstack/react-query";
import { ProblemAlert } from "./ProblemAlert";

interface Props<Row> extends Omit<TableProps<Row>, "dataSource" | "loading" | "locale" | "size"> {
  query: Pick<UseQueryResult, "error" | "isLoading" | "isSuccess" | "refetch">;
  items: readonly Row[] | undefined;
  empty: string;
}

export function QueryTable<Row extends object>({ query, items, empty, ...table }: Props<Row>) {
  return (
    <>
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      <Table<Row>
        size="small"
        rowKey="id"
        pagination={false}
        {...table}
        dataSource={items ?? []}
        loading={query.isLoading}
        locale={{ emptyText: query.isSuccess ? <Empty description={empty} /> : " " }}
      />
    </>
  );
}
