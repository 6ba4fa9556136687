/** Withdraws an attachment, for a reason that the timeline keeps. */
import { Form, Input, Modal } from "antd";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { keys } from "../events/refresh";
import { ProblemAlert } from "../shell/ProblemAlert";
import { attachments, type Attachment } from "./api";
import { words } from "./strings";

export function WithdrawDialog({ orderNo, row, onClose }: { orderNo: string; row: Attachment; onClose: () => void }) {
  const [form] = Form.useForm<{ reason: string }>();
  const client = useQueryClient();
  const withdraw = useMutation({
    mutationFn: (reason: string) => attachments.withdraw(orderNo, row.id, reason),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.order(orderNo) });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={`${words.withdrawTitle}：${row.name}`}
      okText={words.withdraw}
      okButtonProps={{ danger: true, loading: withdraw.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <ProblemAlert error={withdraw.error} />
      <p className="quiet">{words.withdrawHint}</p>
      <Form form={form} layout="vertical" onFinish={({ reason }) => withdraw.mutate(reason.trim())}>
        <Form.Item
          name="reason"
          label={words.reason}
          rules={[{ required: true, whitespace: true, min: 2, message: words.reasonNeeded }]}
        >
          <Input.TextArea autoFocus rows={2} maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
