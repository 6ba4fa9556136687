/** Why, in words; long enough to be one. */
import { Alert, Input } from "antd";

const SHORTEST = 2;

export const isReason = (text: string) => text.trim().length >= SHORTEST;

interface Props {
  label: string;
  value: string;
  onChange: (text: string) => void;
  /** What is said of it where it was tried to go on without; null while it was not. */
  refused: string | null;
}

export function ReasonField({ label, value, onChange, refused }: Props) {
  return (
    <>
      <Input.TextArea
        aria-label={label}
        placeholder={label}
        autoSize={{ minRows: 2, maxRows: 6 }}
        maxLength={500}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {refused !== null && !isReason(value) && <Alert type="warning" showIcon title={refused} />}
    </>
  );
}
