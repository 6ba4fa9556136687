/** Notices that did not arrive and were given up: sent again, or left. */
import { App, Button, Space } from "antd";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { deliveries } from "../api/endpoints";
import { Problem } from "../api/problem";
import type { DeliveryRow } from "../api/types";
import { keys } from "../events/refresh";
import { instant } from "../format";
import { QueryTable } from "../shell/QueryTable";
import { zh } from "../strings";

const words = zh.doors;
const PAGE = 50;

export function LostDeliveries({ mayWork }: { mayWork: boolean }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const query = useQuery({ queryKey: keys.deliveries, queryFn: () => deliveries.list({ state: "dead", limit: PAGE }) });
  const act = useMutation({
    mutationFn: (todo: () => Promise<unknown>) => todo(),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.deliveries });
      await client.invalidateQueries({ queryKey: keys.channels });
    },
    onError: (error) => void message.error(Problem.of(error).title),
  });
  return (
    <>
      <h2>{words.deliveries}</h2>
      <QueryTable<DeliveryRow>
        query={query}
        items={query.data?.items}
        empty={words.noDeliveries}
        columns={[
          { title: words.target, width: 160, dataIndex: "target_name" },
          { title: words.kind, width: 120, render: (_, { kind }) => zh.notices[kind] ?? kind },
          {
            title: words.order,
            width: 200,
            render: (_, { order_no }) => (order_no ? <Link to={`/orders/${order_no}`}>{order_no}</Link> : words.none),
          },
          { title: words.attempts, width: 70, dataIndex: "attempts" },
          { title: words.error, render: (_, { error, created_at }) => `${error ?? words.none}（${instant(created_at)}）` },
          {
            title: "",
            key: "do",
            width: 200,
            render: (_, { id }) =>
              mayWork && (
                <Space size="small">
                  <Button size="small" onClick={() => act.mutate(() => deliveries.replay(id))}>
                    {words.replay}
                  </Button>
                  <Button size="small" onClick={() => act.mutate(() => deliveries.cancel(id))}>
                    {words.cancel}
                  </Button>
                </Space>
              ),
          },
        ]}
      />
    </>
  );
}
