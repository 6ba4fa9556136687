/** The counter: what somebody could not get done is entered, and the receipt printed. */
import { Button, Checkbox, Descriptions, Form, Input, Result } from "antd";
import { useMutation } from "@tanstack/react-query";
import { counter } from "../api/endpoints";
import type { CounterDemand, CounterReceipt } from "../api/types";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";

const NUMBER = /^[0-9+*\- ]{5,32}$/;

export function CounterPage() {
  const take = useMutation({ mutationFn: (demand: CounterDemand) => counter.take(demand) });
  return (
    <section className="page" aria-label={zh.counter.title}>
      <div className="page-head">
        <h1>{zh.counter.title}</h1>
        <span className="quiet">{zh.counter.lead}</span>
      </div>
      {take.data ? (
        <Receipt receipt={take.data} onAgain={() => take.reset()} />
      ) : (
        <>
          <ProblemAlert error={take.error} />
          <DemandForm busy={take.isPending} onTake={(demand) => take.mutate(demand)} />
        </>
      )}
    </section>
  );
}

function DemandForm({ busy, onTake }: { busy: boolean; onTake: (demand: CounterDemand) => void }) {
  return (
    <Form<CounterDemand>
      layout="vertical"
      style={{ maxWidth: 640 }}
      initialValues={{ citizen_name: "", matter: "", unit: "", place_text: "", is_secret: false, no_public: false }}
      onFinish={onTake}
    >
      <Form.Item name="citizen_name" label={zh.counter.name}>
        <Input maxLength={40} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="citizen_phone"
        label={zh.counter.phone}
        rules={[
          { required: true, message: zh.counter.missing(zh.counter.phone) },
          { pattern: NUMBER, message: zh.counter.phoneWrong },
        ]}
      >
        <Input maxLength={32} inputMode="tel" autoComplete="off" />
      </Form.Item>
      <Form.Item name="matter" label={zh.counter.matter}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="unit" label={zh.counter.unit}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item
        name="text"
        label={zh.counter.text}
        extra={zh.counter.textHint}
        rules={[{ required: true, whitespace: true, min: 5, max: 2000, message: zh.counter.short }]}
      >
        <Input.TextArea rows={6} maxLength={2000} showCount />
      </Form.Item>
      <Form.Item name="place_text" label={zh.counter.place}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="is_secret" valuePropName="checked" style={{ marginBottom: 0 }}>
        <Checkbox>{zh.counter.secret}</Checkbox>
      </Form.Item>
      <Form.Item name="no_public" valuePropName="checked">
        <Checkbox>{zh.counter.noPublic}</Checkbox>
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy}>
        {zh.counter.submit}
      </Button>
    </Form>
  );
}

function Receipt({ receipt, onAgain }: { receipt: CounterReceipt; onAgain: () => void }) {
  return (
    <Result
      status="success"
      title={zh.counter.done}
      extra={[
        <Button key="print" type="primary" href={counter.printed(receipt.receipt)} target="_blank">
          {zh.counter.print}
        </Button>,
        <Button key="again" onClick={onAgain}>
          {zh.counter.again}
        </Button>,
      ]}
    >
      <Descriptions
        column={1}
        items={[
          { key: "receipt", label: zh.counter.receipt, children: receipt.receipt },
          { key: "code", label: zh.counter.code, children: receipt.query_code },
          { key: "order", label: zh.counter.order, children: receipt.order_no ?? "—" },
        ]}
      />
    </Result>
  );
}
