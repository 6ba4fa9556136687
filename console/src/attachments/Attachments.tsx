/** An order's attachments on its page: to see, download, add and withdraw. */
import { Card, Collapse, Empty, Image, Skeleton } from "antd";
import { useState } from "react";
import { ProblemAlert } from "../shell/ProblemAlert";
import { AttachmentField, useAttachments } from "./AttachmentField";
import { AttachmentRow } from "./AttachmentRow";
import type { Attachment } from "./api";
import { OfferedFiles } from "./OfferedFiles";
import { words } from "./strings";
import { WithdrawDialog } from "./WithdrawDialog";

export function Attachments({ orderNo }: { orderNo: string }) {
  const query = useAttachments(orderNo);
  const [withdrawing, setWithdrawing] = useState<Attachment | null>(null);
  const rows = query.data?.items ?? [];
  const offered = query.data?.offered ?? [];
  const living = rows.filter((row) => !row.withdrawn_at);
  const withdrawn = rows.filter((row) => row.withdrawn_at);
  return (
    <Card
      size="small"
      title={words.title}
      extra={living.length > 0 && <span className="quiet">{words.count(living.length)}</span>}
      data-testid="attachments"
    >
      {query.error ? <ProblemAlert error={query.error} onRetry={() => void query.refetch()} /> : query.isLoading && <Skeleton active />}
      {query.data && living.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.none} />}
      <Image.PreviewGroup>
        <ul className="attachments">
          {living.map((row) => (
            <AttachmentRow key={row.id} orderNo={orderNo} row={row} onWithdraw={() => setWithdrawing(row)} />
          ))}
        </ul>
      </Image.PreviewGroup>
      {offered.length > 0 && <OfferedFiles rows={offered} />}
      {query.data?.may_add && <AttachmentField orderNo={orderNo} />}
      {withdrawn.length > 0 && (
        <Collapse
          ghost
          size="small"
          items={[
            {
              key: "withdrawn",
              label: words.withdrawn(withdrawn.length),
              children: (
                <ul className="attachments">
                  {withdrawn.map((row) => (
                    <AttachmentRow key={row.id} orderNo={orderNo} row={row} />
                  ))}
                </ul>
              ),
            },
          ]}
        />
      )}
      {withdrawing && <WithdrawDialog orderNo={orderNo} row={withdrawing} onClose={() => setWithdrawing(null)} />}
    </Card>
  );
}
