/** Adds files to an order: chosen, dragged, pasted, or taken with the telephone's camera. For a page and for a dialog. */
import { CameraOutlined, InboxOutlined, LoadingOutlined } from "@ant-design/icons";
import { Alert, Button, Segmented, Tooltip, Upload as AntUpload } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { keys } from "../events/refresh";
import { ProblemAlert } from "../shell/ProblemAlert";
import { attachments, type AttachmentList, type AttachmentStep, type Kind } from "./api";
import { acceptOf, sentenceOf } from "./limits";
import { words } from "./strings";
import { useUploads, type Upload } from "./useUploads";
import "./attachments.css";

export function useAttachments(orderNo: string) {
  return useQuery({
    queryKey: [...keys.order(orderNo), "attachments"],
    queryFn: () => attachments.list(orderNo),
  });
}

interface Props {
  orderNo: string;
  /** The purposes offered, the first one chosen; else all that this user may give. */
  kinds?: readonly Kind[];
  /** Hears of every file that the order has got, with the order's version after it. */
  onAdded?: (step: AttachmentStep) => void;
}

export function AttachmentField(props: Props) {
  const query = useAttachments(props.orderNo);
  if (query.error) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  return query.data ? <Field {...props} list={query.data} /> : null;
}

function Field({ orderNo, kinds, onAdded, list }: Props & { list: AttachmentList }) {
  const offered = list.kinds.filter(({ kind }) => kinds?.includes(kind) ?? true);
  const [kind, setKind] = useState<Kind>(() => kinds?.find((one) => offered.some((each) => each.kind === one)) ?? usual(offered));
  const { uploads, add, retry, drop } = useUploads(orderNo, list.limits, onAdded);
  const camera = useRef<HTMLInputElement>(null);
  const closed = !list.may_add || list.left === 0;
  const why = list.may_add ? (list.left === 0 ? words.full : "") : list.why_not;

  usePaste((files) => !closed && add(kind, files.map(named)));
  return (
    <div className="attachment-field" data-testid="attachment-field">
      {offered.length > 1 && (
        <Segmented<Kind>
          aria-label={words.kind}
          value={kind}
          disabled={closed}
          options={offered.map((one) => ({ value: one.kind, label: one.chinese }))}
          onChange={setKind}
        />
      )}
      <Tooltip title={why}>
        <div>
          <AntUpload.Dragger
            multiple
            disabled={closed}
            showUploadList={false}
            accept={acceptOf(list.limits)}
            aria-label={words.add}
            beforeUpload={(file, all) => {
              if (file === all[0]) add(kind, all);
              return false;
            }}
          >
            <InboxOutlined aria-hidden /> {closed ? why : words.drop}
            <div className="quiet">{sentenceOf(list.limits, list.left)}</div>
          </AntUpload.Dragger>
        </div>
      </Tooltip>
      <Button className="attachment-camera" icon={<CameraOutlined />} disabled={closed} onClick={() => camera.current?.click()}>
        {words.camera}
      </Button>
      <input
        ref={camera}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        data-testid="attachment-camera"
        onChange={(event) => {
          add(kind, [...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      {uploads.map((upload) => (
        <OnItsWay key={upload.id} upload={upload} onRetry={() => retry(upload)} onDrop={() => drop(upload.id)} />
      ))}
    </div>
  );
}

function OnItsWay({ upload, onRetry, onDrop }: { upload: Upload; onRetry: () => void; onDrop: () => void }) {
  if (!upload.why)
    return (
      <p role="status" className="quiet">
        <LoadingOutlined /> {words.sending} {upload.file.name}
      </p>
    );
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      data-testid="attachment-refused"
      title={`${words.failed}：${upload.file.name}`}
      description={upload.why}
      action={
        <>
          {upload.again && <Button size="small" onClick={onRetry}>{words.retry}</Button>}
          <Button size="small" type="text" onClick={onDrop}>
            {words.dismiss}
          </Button>
        </>
      }
    />
  );
}

/** Files that are pasted anywhere on the page; of several fields the one that came last hears of them, a dialog's. */
function usePaste(onFiles: (files: File[]) => void) {
  const heard = useRef(onFiles);
  useEffect(() => {
    heard.current = onFiles;
  });
  useEffect(() => {
    const own = Symbol("field");
    FIELDS.push(own);
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0 || FIELDS.at(-1) !== own) return;
      event.preventDefault();
      heard.current(files);
    };
    document.addEventListener("paste", paste);
    return () => {
      document.removeEventListener("paste", paste);
      FIELDS.splice(FIELDS.indexOf(own), 1);
    };
  }, []);
}

const FIELDS: symbol[] = [];

/** A unit mostly proves what it did, the hotline adds what the citizen gave. */
const usual = (offered: AttachmentList["kinds"]): Kind =>
  offered.find(({ kind }) => kind === "demand" || kind === "handling")?.kind ?? offered[0]?.kind ?? "handling";

/** A screenshot out of the clipboard is always called image.png. */
const named = (file: File, number: number): File =>
  file.name === "image.png" ? new File([file], `${words.pasted(number + 1)}.png`, { type: file.type }) : file;
