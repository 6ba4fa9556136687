/** A proposal that differs from what the agent wrote: shown beside the field, taken over by a click. */
import { Button } from "antd";
import { zh } from "../strings";
import type { FieldName } from "./autofill";
import { useCategories, useDepartments } from "./catalogue";

interface Props {
  field: FieldName;
  value: unknown;
  onAdopt: () => void;
}

export function Proposal({ field, value, onAdopt }: Props) {
  const words = useWords(field, value);
  return (
    <div className="proposal" data-testid={`proposal-${field}`}>
      <span title={words}>{zh.form.proposalOf(words)}</span>
      <Button size="small" type="link" aria-label={zh.form.adoptField(zh.form.fields[field])} onClick={onAdopt}>
        {zh.form.adopt}
      </Button>
    </div>
  );
}

function useWords(field: FieldName, value: unknown): string {
  const { pathOf } = useCategories();
  const { nameOf } = useDepartments();
  if (field === "category_code") return pathOf(value as string).join(" / ");
  if (field === "lead_code") return nameOf(value as string);
  if (field === "assist_codes") return (value as string[]).map(nameOf).join("、");
  return String(value);
}
