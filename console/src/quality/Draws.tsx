/** The draws, each with its seed; any can be made once more to see that nobody chose by hand. */
import { Alert, Button, Drawer, Table, Tag, type TableColumnsType } from "antd";
import { useMutation } from "@tanstack/react-query";
import { quality } from "../api/endpoints";
import type { QualityDraw } from "../api/types";
import { instant } from "../format";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { useDraws } from "./useQuality";

const words = zh.quality.draws;

const COLUMNS: TableColumnsType<QualityDraw> = [
  { title: words.at, width: 130, render: (_, { at }) => instant(at) },
  { title: words.by, dataIndex: "by", width: 90 },
  {
    title: words.what,
    render: (_, { kind_name, begin, end, secret }) => (
      <>
        {kind_name} {begin === end ? begin : `${begin} — ${end}`} {secret && <Tag>{words.secret}</Tag>}
      </>
    ),
  },
  { title: words.size, width: 100, render: (_, { per_agent, share }) => words.sizeOf(per_agent, share) },
  { title: words.counted, width: 100, className: "number", render: (_, { drawn, eligible }) => `${drawn} / ${eligible}` },
  { title: words.seed, dataIndex: "seed", width: 150, className: "number" },
  { key: "repeat", width: 220, render: (_, { id }) => <Repeat id={id} /> },
];

export function Draws({ open, onClose }: { open: boolean; onClose: () => void }) {
  const query = useDraws(open);
  return (
    <Drawer size={960} title={words.open} open={open} onClose={onClose}>
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      <Table<QualityDraw>
        size="small"
        rowKey="id"
        pagination={false}
        loading={query.isLoading}
        locale={{ emptyText: words.none }}
        columns={COLUMNS}
        dataSource={query.data?.pages.flatMap((page) => page.items) ?? []}
      />
      {query.hasNextPage && (
        <Button size="small" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {words.earlier}
        </Button>
      )}
    </Drawer>
  );
}

function Repeat({ id }: { id: number }) {
  const asking = useMutation({ mutationFn: () => quality.repeat(id) });
  const { data } = asking;
  if (asking.error) return <ProblemAlert error={asking.error} onRetry={() => asking.mutate()} />;
  if (!data)
    return (
      <Button size="small" loading={asking.isPending} onClick={() => asking.mutate()}>
        {words.repeat}
      </Button>
    );
  if (!data.same_population) return <Alert type="info" title={words.changed} />;
  return data.same_sample ? <Alert type="success" title={words.same} /> : <Alert type="error" title={words.differs} />;
}
