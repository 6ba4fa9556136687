/** One row: its cells, saved as a version; retired, not lost; and who changed what of it. */
import { App, Button, Collapse, Form, Input, Modal, Popconfirm } from "antd";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "../api/problem";
import { keys } from "../events/refresh";
import { instant } from "../format";
import { ProblemAlert } from "../shell/ProblemAlert";
import { useShortcuts } from "../shell/useShortcuts";
import { zh } from "../strings";
import { complaints, firstCells, underFields } from "./cells";
import { Changes, ProblemList } from "./Changes";
import { city, type Cells, type Entry, type SheetBody } from "./endpoints";
import { EntryInput } from "./EntryFields";

interface Props {
  sheet: SheetBody;
  /** Null: a new one, beginning with `begin`. */
  entry: Entry | null;
  begin?: Cells;
  version: number;
  onClose: () => void;
}

type Doing = { kind: "save"; cells: Cells } | { kind: "retire" };

export function EntryDialog({ sheet, entry, begin = {}, version, onClose }: Props) {
  const [form] = Form.useForm<Cells & { note?: string }>();
  const [note, setNote] = useState("");
  const { message } = App.useApp();
  const client = useQueryClient();
  const act = useMutation({
    mutationFn: (doing: Doing) => {
      if (doing.kind === "retire") return city.retire(sheet.name, entry?.key ?? "", version, note);
      return entry
        ? city.change(sheet.name, entry.key, version, doing.cells, note)
        : city.add(sheet.name, doing.cells, note);
    },
    onSuccess: (made) => {
      void message.success(made.changed > 0 ? zh.city.saved(made.version) : zh.city.same);
      void client.invalidateQueries({ queryKey: ["catalogue"] });
      void client.invalidateQueries({ queryKey: keys.workflow });
      onClose();
    },
  });
  const told = act.error ? complaints(act.error) : [];
  const under = underFields(told, sheet, entry?.key ?? "");
  const elsewhere = told.filter((row) => under.get(row.column) !== row);
  const save = (cells: Cells) => act.mutate({ kind: "save", cells });
  useShortcuts({ "Ctrl+s": () => form.submit() });

  return (
    <Modal
      open
      width={760}
      title={entry ? `${zh.city.edit} ${sheet.chinese} ${entry.key}` : `${zh.city.add} ${sheet.chinese}`}
      onCancel={onClose}
      footer={null}
      data-testid="entry-dialog"
    >
      <p className="quiet">{sheet.purpose}</p>
      {act.error && (Problem.of(act.error).code !== "city-data-invalid" || told.length === 0) && (
        <ProblemAlert error={act.error} />
      )}
      {elsewhere.length > 0 && <ProblemList problems={elsewhere} />}
      <Form<Cells>
        form={form}
        layout="vertical"
        className="city-form"
        initialValues={firstCells(sheet, entry?.cells ?? begin)}
        onFinish={save}
      >
        {sheet.columns.map((column, place) => {
          const wrong = under.get(column.name);
          const fixed = entry !== null && sheet.key.includes(column.name);
          return (
            <Form.Item
              key={column.name}
              name={column.name}
              label={column.chinese}
              required={column.needed}
              extra={fixed ? zh.city.fixed : column.hint || undefined}
              className={/^(text|pattern|several)$/.test(column.kind) && column.choices.length === 0 ? "city-wide" : ""}
              {...(wrong ? { validateStatus: "error" as const, help: `${wrong.message}。${wrong.mend}` } : {})}
            >
              <EntryInput column={column} disabled={fixed} focused={place === (entry ? sheet.key.length : 0)} />
            </Form.Item>
          );
        })}
      </Form>
      <Form layout="vertical">
        <Form.Item label={zh.city.note}>
          <Input value={note} maxLength={200} aria-label={zh.city.note} onChange={(event) => setNote(event.target.value)} />
        </Form.Item>
      </Form>
      <div className="city-buttons">
        <Button type="primary" loading={act.isPending} onClick={() => form.submit()}>
          {zh.city.save} <kbd>Ctrl+S</kbd>
        </Button>
        <Button onClick={onClose}>{zh.city.close}</Button>
        <span className="grow" />
        {entry?.in_use && (
          <Popconfirm
            title={sheet.retires ? zh.city.retireAsk : zh.city.removeAsk}
            onConfirm={() => act.mutate({ kind: "retire" })}
          >
            <Button danger>{sheet.retires ? zh.city.retire : zh.city.remove}</Button>
          </Popconfirm>
        )}
        {entry && !entry.in_use && (
          <Button
            onClick={() => act.mutate({ kind: "save", cells: sheet.retires === "active" ? { active: "是" } : { valid_to: "" } })}
          >
            {zh.city.revive}
          </Button>
        )}
      </div>
      {entry && (
        <Collapse ghost items={[{ key: "history", label: zh.city.history, children: <History sheet={sheet} entry={entry} /> }]} />
      )}
    </Modal>
  );
}

function History({ sheet, entry }: { sheet: SheetBody; entry: Entry }) {
  const query = useQuery({
    queryKey: [...keys.catalogue("history"), sheet.name, entry.key],
    queryFn: () => city.history(sheet.name, entry.key),
  });
  if (query.error) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  const items = (query.data?.items ?? []).filter(({ act, version }) => !(act === "added" && version.version === 1));
  if (query.isSuccess && items.length === 0) return <p className="quiet">{zh.city.historyNone}</p>;
  return (
    <ol className="city-history">
      {items.map((one) => (
        <li key={one.version.version}>
          <div>
            {zh.city.number} {one.version.version} · {instant(one.version.at)} · {one.version.by}
            {one.version.note && ` · ${one.version.note}`}
          </div>
          <Changes changes={[one]} />
        </li>
      ))}
    </ol>
  );
}
