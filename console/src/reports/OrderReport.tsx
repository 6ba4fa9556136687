/** Ordering a report: which form, of which days, of what. */
import { App, DatePicker, Form, Modal, Select, TreeSelect } from "antd";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { catalogue, reports } from "../api/endpoints";
import type { ReportForm } from "../api/types";
import { keys } from "../events/refresh";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { writtenPeriod } from "./period";

const words = zh.reports;
const PICKERS = { day: "date", week: "week", month: "month", quarter: "quarter", year: "year" } as const;

interface Given {
  form: ReportForm["key"];
  day?: Dayjs;
  range?: [Dayjs, Dayjs];
  topic?: string;
}

export function OrderReport({ forms, onDone, onClose }: { forms: ReportForm[]; onDone: () => void; onClose: () => void }) {
  const { message } = App.useApp();
  const [form] = Form.useForm<Given>();
  const [chosen, setChosen] = useState<ReportForm | undefined>(forms[0]);
  const categories = useQuery({
    queryKey: keys.catalogue("categories"),
    queryFn: catalogue.categories,
    enabled: chosen?.span === "any",
    staleTime: Infinity,
  });
  const order = useMutation({
    mutationFn: ({ form: key, day, range, topic }: Given) => {
      const [from, to] = range ?? [day, null];
      const period = chosen && from ? writtenPeriod(chosen.span, from, to) : "";
      return reports.order({ form: key, period, topic: topic ?? "" });
    },
    onSuccess: () => {
      void message.success(words.ordered);
      onDone();
    },
  });
  const needed = [{ required: true, message: words.period }];
  return (
    <Modal open title={words.order} confirmLoading={order.isPending} onCancel={onClose} onOk={() => form.submit()}>
      <ProblemAlert error={order.error} />
      <Form<Given> form={form} layout="vertical" initialValues={{ form: forms[0]?.key }} onFinish={(given) => order.mutate(given)}>
        <Form.Item name="form" label={words.form} extra={chosen && words.parts(chosen.parts)}>
          <Select
            options={forms.map(({ key, name }) => ({ value: key, label: name }))}
            onChange={(key: string) => {
              form.resetFields(["day", "range"]);
              setChosen(forms.find((one) => one.key === key));
            }}
          />
        </Form.Item>
        {chosen?.span === "any" ? (
          <>
            <Form.Item name="range" label={words.period} rules={needed}>
              <DatePicker.RangePicker className="wide" />
            </Form.Item>
            <Form.Item name="topic" label={words.about} extra={words.aboutHint}>
              <TreeSelect
                allowClear
                showSearch={{ treeNodeFilterProp: "title" }}
                loading={categories.isLoading}
                treeData={(categories.data?.items ?? []).map(({ code, name, parent }) => ({
                  id: code,
                  pId: parent,
                  value: code,
                  title: name,
                }))}
                treeDataSimpleMode
              />
            </Form.Item>
          </>
        ) : (
          <Form.Item name="day" label={words.period} rules={needed}>
            <DatePicker className="wide" picker={PICKERS[chosen?.span ?? "day"]} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
