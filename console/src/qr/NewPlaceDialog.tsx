/** A new place. */
import { Button, Form, Input, Modal, Select } from "antd";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { places } from "../api/endpoints";
import type { NewPlace } from "../api/types";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";

const KINDS = Object.entries(zh.qr.kinds).map(([value, label]) => ({ value, label }));
const needed = (label: string) => [{ required: true, whitespace: true, message: zh.qr.missing(label) }];

export function NewPlaceDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const add = useMutation({
    mutationFn: (place: NewPlace) => places.add(place),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["places"] });
      onClose();
    },
  });
  return (
    <Modal open title={zh.qr.add} footer={null} onCancel={onClose}>
      <ProblemAlert error={add.error} />
      <Form<NewPlace> layout="vertical" initialValues={{ kind: "community" }} onFinish={(place) => add.mutate(place)}>
        <Form.Item name="kind" label={zh.qr.kind}>
          <Select options={KINDS} />
        </Form.Item>
        <Form.Item name="name" label={zh.qr.name} rules={needed(zh.qr.name)}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="address" label={zh.qr.address} extra={zh.qr.addressHint} rules={needed(zh.qr.address)}>
          <Input maxLength={100} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={add.isPending}>
          {zh.qr.add}
        </Button>
      </Form>
    </Modal>
  );
}
