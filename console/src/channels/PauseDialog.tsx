/** Why nothing is to be sent for a while: whoever looks at the paused one reads it. */
import { Input, Modal } from "antd";
import { useState } from "react";

const LEAST = 2;

interface Props {
  words: { pause: string; pauseReason: string; pauseHint?: string };
  onPause: (reason: string) => void;
  onClose: () => void;
}

export function PauseDialog({ words, onPause, onClose }: Props) {
  const [reason, setReason] = useState("");
  return (
    <Modal
      open
      title={words.pause}
      okButtonProps={{ disabled: reason.trim().length < LEAST }}
      onCancel={onClose}
      onOk={() => {
        onPause(reason);
        onClose();
      }}
    >
      {words.pauseHint && <p className="quiet">{words.pauseHint}</p>}
      <Input aria-label={words.pauseReason} placeholder={words.pauseReason} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
    </Modal>
  );
}
