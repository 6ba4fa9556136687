/** A secret that the server tells once: shown until somebody says that it was handed over. */
import { Modal, Typography } from "antd";
import { zh } from "../strings";

export function ShownOnce({ title, hint, secret, onClose }: { title: string; hint: string; secret: string; onClose: () => void }) {
  return (
    <Modal
      open
      title={title}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      cancelButtonProps={{ style: { display: "none" } }}
      okText={zh.hooks.kept}
      onOk={onClose}
    >
      <p className="warning">{hint}</p>
      <Typography.Text code copyable data-testid="secret">
        {secret}
      </Typography.Text>
    </Modal>
  );
}
