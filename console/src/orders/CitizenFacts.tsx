/** Who asks, masked; shown in clear for a reason, which the order's timeline keeps. */
import { EyeOutlined } from "@ant-design/icons";
import { Button, Card, Descriptions, Form, Input, Modal } from "antd";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { orders } from "../api/endpoints";
import type { Order } from "../api/types";
import { keys } from "../events/refresh";
import { may } from "../session/access";
import { useUser } from "../session/store";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";

const FIELDS = ["name", "phone", "address"] as const;
const LABELS = { name: zh.orders.citizenName, phone: zh.orders.citizenPhone, address: zh.orders.citizenAddress };

export function CitizenFacts({ order }: { order: Order }) {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const mayReveal = may(useUser(), "orders.reveal");
  const reveal = useMutation({
    mutationFn: (reason: string) => orders.reveal(order.order_no, [...FIELDS], reason),
    onSuccess: () => {
      setAsking(false);
      void client.invalidateQueries({ queryKey: [...keys.order(order.order_no), "timeline"] });
    },
  });
  const clear = reveal.data?.fields;

  return (
    <Card
      size="small"
      title={zh.orders.citizen}
      data-testid="citizen"
      extra={
        mayReveal &&
        !clear && (
          <Button size="small" icon={<EyeOutlined />} onClick={() => setAsking(true)}>
            {zh.orders.reveal}
          </Button>
        )
      }
    >
      <Descriptions
        size="small"
        column={1}
        items={FIELDS.map((field) => ({
          key: field,
          label: LABELS[field],
          children: <span data-testid={`citizen-${field}`}>{(clear ?? order.citizen)[field] || "—"}</span>,
        }))}
      />
      <Modal
        open={asking}
        title={zh.orders.reveal}
        footer={null}
        destroyOnHidden
        onCancel={() => {
          setAsking(false);
          reveal.reset();
        }}
      >
        <ProblemAlert error={reveal.error} />
        <Form<{ reason: string }> layout="vertical" onFinish={({ reason }) => reveal.mutate(reason)}>
          <Form.Item
            name="reason"
            label={zh.orders.revealReason}
            rules={[{ required: true, whitespace: true, min: 2, message: zh.orders.revealNeeded }]}
          >
            <Input.TextArea autoFocus rows={2} maxLength={500} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={reveal.isPending}>
            {zh.orders.confirm}
          </Button>
        </Form>
      </Modal>
    </Card>
  );
}
