/** All versions: who, when, what changed, from which file; any of them can be taken up again. */
import { DownloadOutlined } from "@ant-design/icons";
import { App, Button, Empty, Input, Modal, Spin, Table, Tag, type TableColumnsType } from "antd";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "../events/refresh";
import { instant } from "../format";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { Changes } from "./Changes";
import { city, files, type VersionBody } from "./endpoints";

export function VersionsTab({ version }: { version: number }) {
  const [below, setBelow] = useState<number | undefined>();
  const [restoring, setRestoring] = useState<VersionBody | null>(null);
  const query = useQuery({ queryKey: [...keys.catalogue("versions"), below], queryFn: () => city.versions(below) });
  const columns: TableColumnsType<VersionBody> = [
    {
      title: zh.city.number,
      width: 110,
      render: (_, one) => (
        <>
          {one.version} {one.version === version && <Tag color="green">{zh.city.current}</Tag>}
        </>
      ),
    },
    { title: zh.city.at, width: 150, render: (_, one) => instant(one.at) },
    { title: zh.city.by, width: 150, render: (_, one) => <span className="city-text">{one.by}</span> },
    { title: zh.city.changes, width: 80, render: (_, one) => zh.city.places(one.changed) },
    {
      title: zh.city.from,
      width: 230,
      render: (_, one) => (
        <span className="city-text">
          {one.restored ? zh.city.restoredFrom(one.restored) : one.source}
          {one.sha256 && <div className="quiet">SHA-256 {one.sha256.slice(0, 16)}……</div>}
        </span>
      ),
    },
    { title: zh.city.why, render: (_, one) => <span className="city-text">{one.note || "—"}</span> },
    {
      title: "",
      width: 250,
      render: (_, one) => (
        <>
          <Button size="small" icon={<DownloadOutlined />} href={files.version(one.version)}>
            Excel
          </Button>{" "}
          {one.version !== version && (
            <Button size="small" onClick={() => setRestoring(one)}>
              {zh.city.restore}
            </Button>
          )}
        </>
      ),
    },
  ];
  return (
    <section aria-label={zh.city.versions} className="city-sheet">
      <div className="city-bar">
        <span className="grow" />
        <Freshness query={query} />
      </div>
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      <Table<VersionBody>
        size="small"
        rowKey="version"
        columns={columns}
        dataSource={query.data?.items ?? []}
        loading={query.isLoading}
        pagination={false}
        scroll={{ x: 1100 }}
        locale={{ emptyText: <Empty description={zh.city.never} /> }}
        expandable={{ expandedRowRender: (one) => <Audit version={one} />, columnTitle: zh.city.show, columnWidth: 90 }}
      />
      {query.data?.next && (
        <Button onClick={() => setBelow(query.data.next ?? undefined)}>{zh.city.more}</Button>
      )}
      {restoring && <Restoring target={restoring} version={version} onClose={() => setRestoring(null)} />}
    </section>
  );
}

function Audit({ version }: { version: VersionBody }) {
  const query = useQuery({
    queryKey: [...keys.catalogue("audit"), version.version],
    queryFn: () => city.changes(version.version),
    enabled: version.version !== 1,
  });
  if (version.version === 1) return <p className="quiet">{zh.city.first}</p>;
  if (query.error) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  return query.data ? <Changes changes={query.data.items} /> : <Spin />;
}

function Restoring({ target, version, onClose }: { target: VersionBody; version: number; onClose: () => void }) {
  const [note, setNote] = useState("");
  const { message } = App.useApp();
  const client = useQueryClient();
  const query = useQuery({
    queryKey: [...keys.catalogue("difference"), target.version, version],
    queryFn: () => city.difference(target.version),
  });
  const restore = useMutation({
    mutationFn: () => city.restore(target.version, version, note),
    onSuccess: (made) => {
      void message.success(made.changed > 0 ? zh.city.restored(made.version) : zh.city.same);
      void client.invalidateQueries({ queryKey: ["catalogue"] });
      onClose();
    },
  });
  return (
    <Modal
      open
      width={860}
      title={zh.city.restoreTitle(target.version)}
      onCancel={onClose}
      onOk={() => restore.mutate()}
      okText={zh.city.restore}
      okButtonProps={{ disabled: !query.data?.items.length, loading: restore.isPending }}
    >
      <p>{zh.city.restoreHint}</p>
      <ProblemAlert error={query.error ?? restore.error} />
      {query.data ? query.data.items.length > 0 ? <Changes changes={query.data.items} /> : zh.city.same : <Spin />}
      <Input
        value={note}
        maxLength={200}
        placeholder={zh.city.note}
        aria-label={zh.city.note}
        onChange={(event) => setNote(event.target.value)}
      />
    </Modal>
  );
}
