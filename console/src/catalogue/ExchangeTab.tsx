/** Excel out, Excel in: sent, checked, compared, and only then applied. */
import { DownloadOutlined, UploadOutlined } from "@ant-design/icons";
import { Alert, App, Button, Card, Input, Upload } from "antd";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { Changes, Problems } from "./Changes";
import { city, files, type UploadBody } from "./endpoints";

const TAKES = ".xlsx";

export function ExchangeTab({ version }: { version: number }) {
  const [sent, setSent] = useState<UploadBody | null>(null);
  const check = useMutation({ mutationFn: city.upload, onSuccess: setSent, onMutate: () => setSent(null) });
  return (
    <div className="city-exchange">
      {version > 0 && (
        <Card size="small" title={zh.city.download}>
          <p className="quiet">{zh.city.downloadHint}</p>
          <Button icon={<DownloadOutlined />} href={files.version(version)}>
            {zh.city.download}
          </Button>
        </Card>
      )}
      <Card size="small" title={zh.city.upload}>
        <p className="quiet">{zh.city.uploadHint}</p>
        <Upload
          accept={TAKES}
          showUploadList={false}
          beforeUpload={(file) => {
            check.mutate(file);
            return false;
          }}
        >
          <Button type="primary" icon={<UploadOutlined />} loading={check.isPending}>
            {check.isPending ? zh.city.checking : zh.city.upload}
          </Button>
        </Upload>
        <ProblemAlert error={check.error} />
        {sent && <Sent upload={sent} onDone={() => setSent(null)} />}
      </Card>
    </div>
  );
}

function Sent({ upload, onDone }: { upload: UploadBody; onDone: () => void }) {
  const [note, setNote] = useState("");
  const { message } = App.useApp();
  const client = useQueryClient();
  const apply = useMutation({
    mutationFn: () => city.apply(upload.id, note),
    onSuccess: (made) => {
      void message.success(zh.city.applied(made.version, made.changed));
      void client.invalidateQueries({ queryKey: ["catalogue"] });
      onDone();
    },
  });
  const wrong = upload.problems.length > 0;
  return (
    <section className="city-sent" data-testid="upload">
      <p className="city-text">{zh.city.source(upload.name, upload.sha256)}</p>
      {wrong && (
        <>
          <Alert type="error" showIcon title={zh.city.wrong(upload.problems.length)} />
          <Problems problems={upload.problems} />
          <Button icon={<DownloadOutlined />} href={files.report(upload.id)}>
            {zh.city.report}
          </Button>
        </>
      )}
      {!wrong && upload.changes.length === 0 && <Alert type="success" showIcon title={zh.city.noDifference} />}
      {!wrong && upload.changes.length > 0 && (
        <>
          <Alert type="info" showIcon title={zh.city.differs(upload.changes.length, upload.base)} />
          <Changes changes={upload.changes} />
          <ProblemAlert error={apply.error} />
          <div className="city-buttons">
            <Input
              value={note}
              maxLength={200}
              placeholder={zh.city.note}
              aria-label={zh.city.note}
              onChange={(event) => setNote(event.target.value)}
            />
            <Button type="primary" loading={apply.isPending} onClick={() => apply.mutate()}>
              {zh.city.apply}
            </Button>
            <Button onClick={onDone}>{zh.city.discard}</Button>
          </div>
        </>
      )}
    </section>
  );
}
