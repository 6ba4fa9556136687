/** Asks for what a verb needs and may take, then does it. Made from the workflow: no verb has a dialog of its own here. */
import { Button, Modal } from "antd";
import { useRef } from "react";
import { Evidence } from "../attachments/Evidence";
import { useShortcutsPaused } from "../shell/useShortcuts";
import { zh } from "../strings";
import { VerbFields } from "./VerbFields";
import { VerbNotices } from "./VerbNotices";
import { useVerbForm } from "./useVerbForm";
import { ends } from "./arrange";
import type { DialogProps } from "./dialogs";

export function VerbDialog({ order, seen, verb, flow, onClose, onDone }: DialogProps) {
  const body = useRef<HTMLDivElement>(null);
  const form = useVerbForm({ order, seen, verb, flow }, (fresh) => {
    onClose();
    onDone?.(fresh);
  });
  useShortcutsPaused();
  const chinese = flow.verbs.get(verb)?.chinese ?? verb;
  const why = form.conflict ? zh.conflict.first : form.whyNot;
  const first = () => body.current?.querySelector<HTMLElement>(FIRST)?.focus();
  return (
    <Modal
      open
      width={620}
      mask={{ closable: false }}
      title={
        <>
          {chinese} <span className="quiet">{order.order_no}</span>
        </>
      }
      onCancel={onClose}
      afterOpenChange={(open) => open && !form.conflict && first()}
      footer={[
        form.restored && (
          <Button key="clear" type="link" onClick={form.clear}>
            {zh.verbs.clear}
          </Button>
        ),
        <Button key="cancel" onClick={onClose}>
          {zh.verbs.cancel} <kbd>Esc</kbd>
        </Button>,
        <Button
          key="submit"
          type="primary"
          aria-label={chinese}
          danger={form.verb !== undefined && ends(form.verb, flow)}
          disabled={why !== ""}
          title={why}
          loading={form.pending}
          data-testid="verb-submit"
          onClick={() => form.form.submit()}
        >
          {chinese} <kbd>{zh.verbs.submitKey}</kbd>
        </Button>,
      ]}
    >
      <div
        ref={body}
        data-testid="verb-dialog"
        data-verb={verb}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.form.submit();
        }}
      >
        <VerbNotices form={form} />
        <VerbFields form={form} order={form.base} />
        <Evidence orderNo={order.order_no} verb={verb} onAdded={({ version }) => form.ownStep(version)} />
      </div>
    </Modal>
  );
}

const FIRST = ".ant-form-item input:not([type=hidden]), .ant-form-item textarea";
