/** Places with a QR code: listed, added, taken out of use, printed. */
import { Alert, Button, Empty, Popconfirm, Table, Tag, type TableColumnsType } from "antd";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { places } from "../api/endpoints";
import type { Place } from "../api/types";
import { instant } from "../format";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { NewPlaceDialog } from "./NewPlaceDialog";
import { localOnly } from "./local";

const KEY = ["places"];

export function PlacesPage() {
  const client = useQueryClient();
  const [chosen, setChosen] = useState<number[]>([]);
  const [adding, setAdding] = useState(false);
  const query = useQuery({ queryKey: KEY, queryFn: places.list });
  const change = useMutation({
    mutationFn: ({ id, active }: { id: number; active: boolean }) => places.change(id, { active }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEY }),
  });
  const items = query.data?.items ?? [];
  const usable = items.some((place) => place.active);

  const columns: TableColumnsType<Place> = [
    { title: zh.qr.kind, width: 130, render: (_, place) => zh.qr.kinds[place.kind] },
    { title: zh.qr.name, dataIndex: "name" },
    { title: zh.qr.address, dataIndex: "address" },
    {
      title: zh.orders.state,
      width: 90,
      render: (_, { active }) => <Tag color={active ? "green" : "default"}>{active ? zh.qr.active : zh.qr.inactive}</Tag>,
    },
    { title: zh.qr.created, width: 170, render: (_, place) => `${instant(place.created_at)} ${place.created_by}` },
    {
      key: "do",
      width: 190,
      render: (_, place) =>
        place.active ? (
          <>
            <a href={place.link} target="_blank" rel="noreferrer">
              {zh.qr.link}
            </a>{" "}
            <Popconfirm title={zh.qr.stopConfirm} onConfirm={() => change.mutate({ id: place.id, active: false })}>
              <Button size="small" type="link" danger>
                {zh.qr.stop}
              </Button>
            </Popconfirm>
          </>
        ) : (
          <Button size="small" type="link" onClick={() => change.mutate({ id: place.id, active: true })}>
            {zh.qr.start}
          </Button>
        ),
    },
  ];

  return (
    <section className="page" aria-label={zh.qr.title}>
      <div className="page-head">
        <h1>{zh.qr.title}</h1>
        <span className="quiet">{zh.qr.lead}</span>
        <span className="grow" />
        <Freshness query={query} />
      </div>
      <div className="page-head">
        <Button type="primary" onClick={() => setAdding(true)}>
          {zh.qr.add}
        </Button>
        <Button href={places.sheet(chosen, "six")} target="_blank" disabled={!usable}>
          {zh.qr.print}
        </Button>
        <Button href={places.sheet(chosen, "one")} target="_blank" disabled={!usable}>
          {zh.qr.poster}
        </Button>
        <span className="quiet">{zh.qr.printHint}</span>
      </div>
      {items.some((place) => localOnly(place.link)) && <Alert type="warning" showIcon title={zh.qr.localAddress} />}
      <ProblemAlert error={query.error ?? change.error} onRetry={() => void query.refetch()} />
      <Table<Place>
        size="small"
        rowKey="id"
        columns={columns}
        dataSource={items}
        loading={query.isLoading}
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
        scroll={{ x: 900 }}
        locale={{ emptyText: <Empty description={zh.qr.empty} /> }}
        rowSelection={{
          selectedRowKeys: chosen,
          onChange: (keys) => setChosen(keys.map(Number)),
          getCheckboxProps: (place) => ({ disabled: !place.active }),
        }}
      />
      {adding && <NewPlaceDialog onClose={() => setAdding(false)} />}
    </section>
  );
}
