/** One input a column, by its kind: choose where there is something to choose, type where there is not. */
import { AutoComplete, Input, Select } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { keys } from "../events/refresh";
import { zh } from "../strings";
import { parts } from "./cells";
import { city, type ColumnBody } from "./endpoints";

interface Props {
  id?: string;
  column: ColumnBody;
  disabled?: boolean;
  focused?: boolean;
  value?: string;
  onChange?: (value: string) => void;
}

const SEARCH = { optionFilterProp: "label" };
const MANY = 2_000;

/** The codes of another table. */
function useCodes(sheet: string) {
  const query = useQuery({
    queryKey: [...keys.catalogue("sheet"), sheet, "codes"],
    queryFn: () => city.entries(sheet, { status: "in_use", limit: MANY }),
    enabled: sheet !== "",
  });
  return useMemo(
    () => (query.data?.items ?? []).map(({ key, cells }) => ({ value: key, label: `${key} ${cells["name"] ?? ""}` })),
    [query.data],
  );
}

export function EntryInput({ id, column, disabled = false, focused = false, value = "", onChange }: Props) {
  const codes = useCodes(column.refers);
  const common = { ...(id ? { id } : {}), disabled, autoFocus: focused, "aria-label": column.chinese };
  const told = (text: string | undefined) => onChange?.(text ?? "");
  if (column.choices.length > 0) {
    const options = column.choices.map((choice) => ({ value: choice.value, label: choice.chinese }));
    return <Select {...common} options={options} value={value || null} onChange={told} allowClear={!column.needed} />;
  }
  if (column.kind === "several") {
    return (
      <Select
        {...common}
        mode={column.refers ? "multiple" : "tags"}
        options={column.refers ? codes : []}
        showSearch={SEARCH}
        tokenSeparators={["|", "｜"]}
        {...(column.refers ? {} : { open: false, suffix: null })}
        value={parts(value)}
        onChange={(chosen: string[]) => told(chosen.join("|"))}
      />
    );
  }
  if (column.kind === "date") {
    return <Input {...common} type="date" value={value} onChange={(event) => told(event.target.value)} />;
  }
  if (column.refers) {
    return (
      <AutoComplete
        {...common}
        options={codes}
        value={value}
        onChange={told}
        allowClear
        showSearch={{ filterOption: (text, option) => (option?.label ?? "").includes(text) }}
        placeholder={zh.city.search}
      />
    );
  }
  if (column.kind === "text" || column.kind === "pattern") {
    return (
      <Input.TextArea
        {...common}
        autoSize={{ minRows: 1, maxRows: 6 }}
        value={value}
        maxLength={2000}
        onChange={(event) => told(event.target.value.replaceAll("\n", " "))}
      />
    );
  }
  return <Input {...common} value={value} onChange={(event) => told(event.target.value)} />;
}
