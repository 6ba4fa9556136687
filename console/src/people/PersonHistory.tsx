/** What was done to a login. */
import { Drawer, Table } from "antd";
import { useQuery } from "@tanstack/react-query";
import { people } from "../api/endpoints";
import type { Person, PersonAct } from "../api/types";
import { instant } from "../format";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";

const said = (value: string | boolean | null): string => {
  if (value === null) return zh.people.nothing;
  if (typeof value === "boolean") return value ? zh.people.yes : zh.people.no;
  return (zh.people.roles as Record<string, string>)[value] ?? value;
};

const changed = ({ changes }: PersonAct): string =>
  Object.entries(changes)
    .map(([field, [before, after]]) => `${zh.people.fields[field] ?? field}：${said(before ?? null)} → ${said(after ?? null)}`)
    .join("；");

export function PersonHistory({ person, onClose }: { person: Person; onClose: () => void }) {
  const query = useQuery({ queryKey: ["people", person.id, "acts"], queryFn: () => people.acts(person.id) });
  return (
    <Drawer open title={zh.people.historyOf(person.name)} onClose={onClose} size="large" extra={<Freshness query={query} />}>
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      <Table<PersonAct>
        size="small"
        rowKey={(one) => `${one.at}${one.act}`}
        loading={query.isLoading}
        dataSource={query.data?.items ?? []}
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        columns={[
          { width: 170, render: (_, one) => instant(one.at) },
          { width: 110, render: (_, one) => zh.people.acts[one.act] },
          { render: (_, one) => changed(one) },
          { width: 130, dataIndex: "actor_name" },
        ]}
      />
    </Drawer>
  );
}
