/** One attachment: its picture or what it is, who added it and when, its scan, and what may be done with it. */
import { DownloadOutlined, FileOutlined, RollbackOutlined } from "@ant-design/icons";
import { Button, Image, Tag, Tooltip } from "antd";
import { instant } from "../format";
import { contentUrl, type Attachment } from "./api";
import { sizeOf } from "./limits";
import { words } from "./strings";

const SCAN_COLOURS: Partial<Record<Attachment["scan_state"], string>> = {
  unscanned: "default",
  waiting: "processing",
  infected: "error",
  failed: "warning",
};

export function AttachmentRow({ orderNo, row, onWithdraw }: { orderNo: string; row: Attachment; onWithdraw?: () => void }) {
  const given = row.why_not === "";
  const url = contentUrl(orderNo, row.id);
  return (
    <li className="attachment" data-testid="attachment" data-scan={row.scan_state}>
      {given && row.shown ? (
        <Image
          width={72}
          height={72}
          src={url}
          alt={row.name}
          loading="lazy"
          preview={{ mask: words.preview }}
        />
      ) : (
        <span className="attachment-icon" aria-hidden>
          <FileOutlined />
        </span>
      )}
      <div className="attachment-facts">
        <div className="attachment-name" title={row.name}>
          {row.name}
        </div>
        <div className="quiet">
          <Tag>{row.kind_name}</Tag>
          {row.type_name} · {sizeOf(row.size)}
          {row.scan_state !== "clean" && <Tag color={SCAN_COLOURS[row.scan_state] ?? "default"}>{row.scan_name}</Tag>}
        </div>
        <div className="quiet">{words.by(row.unit ? `${row.unit.name} ${row.added_by}` : row.added_by, instant(row.added_at))}</div>
        {row.stripped && row.shown && given && <div className="quiet">{words.stripped}</div>}
        {!given && !row.withdrawn_at && <div className="warning">{row.why_not}</div>}
        {row.withdrawn_at && <div className="quiet">{`${words.reason}：${row.withdrawn_reason}`}</div>}
      </div>
      <div className="attachment-deeds">
        {given && (
          <Button
            size="small"
            icon={<DownloadOutlined />}
            href={url}
            download={row.name}
            aria-label={words.downloadOf(row.name)}
          >
            {words.download}
          </Button>
        )}
        {given && row.shown && !row.stripped && (
          <Tooltip title={words.publicHint}>
            <Button size="small" type="link" href={contentUrl(orderNo, row.id, true)} download={row.name}>
              {words.public}
            </Button>
          </Tooltip>
        )}
        {row.may_withdraw && onWithdraw && (
          <Button size="small" danger icon={<RollbackOutlined />} aria-label={words.withdrawOf(row.name)} onClick={onWithdraw}>
            {words.withdraw}
          </Button>
        )}
      </div>
    </li>
  );
}
