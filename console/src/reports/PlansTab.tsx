/** When each form is made by itself, and to whom it goes. */
import { App, Button, Checkbox, Select, Switch, Table, type TableColumnsType } from "antd";
import { useMutation, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { reports } from "../api/endpoints";
import { Problem } from "../api/problem";
import type { ReportForm, ReportPlanRequest } from "../api/types";
import { keys } from "../events/refresh";
import { instant } from "../format";
import { Freshness } from "../shell/Freshness";
import { zh } from "../strings";

const words = zh.reports;
const HOURS = Array.from({ length: 24 }, (_, hour) => ({ value: hour, label: words.oclock(hour) }));
const FORMATS = Object.entries(words.formats).map(([value, label]) => ({ value, label }));
const ADDRESS = /^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;

export function PlansTab({
  query,
  mayWork,
}: {
  query: Pick<UseQueryResult<{ items: ReportForm[] }>, "data" | "dataUpdatedAt" | "isFetching" | "isError" | "refetch">;
  mayWork: boolean;
}) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [edited, setEdited] = useState<Record<string, Partial<ReportPlanRequest>>>({});
  const save = useMutation({
    mutationFn: ({ key, plan }: { key: ReportForm["key"]; plan: ReportPlanRequest }) => {
      const wrong = plan.recipients.find((one) => !ADDRESS.test(one));
      if (wrong) throw new Error(words.wrongAddress(wrong));
      return reports.setPlan(key, plan);
    },
    onSuccess: async (_, { key }) => {
      void message.success(words.saved);
      setEdited((before) => ({ ...before, [key]: {} }));
      await client.invalidateQueries({ queryKey: keys.reportForms });
    },
    onError: (error) => void message.error(error instanceof Problem ? error.title : error.message),
  });
  const planned = (query.data?.items ?? []).filter((one) => one.plan);
  const of = ({ key, plan }: ReportForm): ReportPlanRequest => ({
    enabled: plan?.enabled ?? false,
    hour: plan?.hour ?? 0,
    recipients: plan?.recipients ?? [],
    formats: plan?.formats ?? ["pdf"],
    version: plan?.version ?? 0,
    ...edited[key],
  });
  const set = (key: string, change: Partial<ReportPlanRequest>) =>
    setEdited((before) => ({ ...before, [key]: { ...before[key], ...change } }));
  const columns: TableColumnsType<ReportForm> = [
    { title: words.form, width: 90, dataIndex: "name" },
    {
      title: words.on,
      width: 90,
      render: (_, form) => (
        <Switch
          aria-label={`${form.name} ${words.on}`}
          disabled={!mayWork}
          checked={of(form).enabled}
          onChange={(enabled) => set(form.key, { enabled })}
        />
      ),
    },
    {
      title: words.hour,
      width: 110,
      render: (_, form) => (
        <Select
          className="wide"
          aria-label={`${form.name} ${words.hour}`}
          disabled={!mayWork}
          options={HOURS}
          value={of(form).hour}
          onChange={(hour) => set(form.key, { hour })}
        />
      ),
    },
    {
      title: words.recipients,
      render: (_, form) => (
        <Select
          className="wide"
          mode="tags"
          open={false}
          suffix={null}
          aria-label={`${form.name} ${words.recipients}`}
          placeholder={words.recipientsHint}
          disabled={!mayWork}
          value={of(form).recipients}
          onChange={(recipients) => set(form.key, { recipients: recipients.map((one) => one.trim()) })}
        />
      ),
    },
    {
      title: words.sentAs,
      width: 270,
      render: (_, form) => (
        <Checkbox.Group
          disabled={!mayWork}
          options={FORMATS}
          value={of(form).formats}
          onChange={(formats) => set(form.key, { formats: formats as ReportPlanRequest["formats"] })}
        />
      ),
    },
    {
      key: "do",
      width: 200,
      render: (_, form) => (
        <>
          {mayWork && (
            <Button
              size="small"
              disabled={Object.keys(edited[form.key] ?? {}).length === 0 || of(form).formats.length === 0}
              onClick={() => save.mutate({ key: form.key, plan: of(form) })}
            >
              {words.save}
            </Button>
          )}
          <div className="quiet">
            {form.plan?.updated_at ? words.changed(instant(form.plan.updated_at), form.plan.updated_by ?? "") : words.never}
          </div>
        </>
      ),
    },
  ];
  return (
    <section className="tab" aria-label={words.plans}>
      <div className="page-head">
        <span className="quiet">{words.plansLead}</span>
        <span className="grow" />
        <Freshness query={query} />
      </div>
      <Table<ReportForm> size="small" rowKey="key" columns={columns} dataSource={planned} pagination={false} />
    </section>
  );
}
