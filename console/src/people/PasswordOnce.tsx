/** A generated password, shown this once. */
import { Button, Modal, Typography } from "antd";
import type { PersonWithPassword } from "../api/types";
import { zh } from "../strings";

export function PasswordOnce({ made, onClose }: { made: PersonWithPassword; onClose: () => void }) {
  return (
    <Modal open title={zh.people.passwordTitle} footer={null} closable={false}>
      <p>{zh.people.passwordOnce(made.name)}</p>
      <p>
        {zh.people.login}：<Typography.Text code>{made.login}</Typography.Text>
      </p>
      <p>
        {zh.login.password}：
        <Typography.Text code copyable={{ tooltips: zh.people.copy }} data-testid="password">
          {made.password}
        </Typography.Text>
      </p>
      <Button type="primary" autoFocus onClick={onClose}>
        {zh.people.close}
      </Button>
    </Modal>
  );
}
