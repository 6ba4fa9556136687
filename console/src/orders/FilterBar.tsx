/** The filters above the order list. */
import { Button, Checkbox, Input, Select, Tag } from "antd";
import { useSearchParams } from "react-router";
import { CategoryChoice, DepartmentChoice } from "../draft/choices";
import { zh } from "../strings";
import { instant } from "../format";
import { filtersOf, isFiltered, ROUTED, searchWith } from "./filters";

const STATES = Object.entries(zh.states).map(([value, label]) => ({ value, label }));
const DUE = (["green", "yellow", "red"] as const).map((value) => ({ value, label: zh.dueColours[value] ?? value }));

export function FilterBar() {
  const [search, setSearch] = useSearchParams();
  const filters = filtersOf(search);
  const set = (changes: Record<string, string | null>) => setSearch(searchWith(search, changes));
  return (
    <div className="filters" role="search">
      <Input.Search
        key={filters.q ?? ""}
        aria-label={zh.orders.search}
        placeholder={zh.orders.search}
        defaultValue={filters.q ?? ""}
        allowClear
        onSearch={(q) => set({ q: q.trim() || null })}
      />
      <Select
        aria-label={zh.orders.state}
        placeholder={zh.orders.state}
        options={STATES}
        value={filters.state ?? null}
        allowClear
        onChange={(state: string | undefined) => set({ state: state ?? null })}
      />
      <Select
        aria-label={zh.orders.due}
        placeholder={zh.orders.due}
        options={DUE}
        value={filters.due ?? null}
        allowClear
        onChange={(due: string | undefined) => set({ due: due ?? null })}
      />
      <DepartmentChoice
        label={zh.orders.department}
        value={filters.department ?? null}
        onChange={(department) => set({ department })}
      />
      <CategoryChoice
        label={zh.orders.category}
        value={filters.category ?? null}
        onChange={(category) => set({ category })}
        anyLevel
      />
      <Checkbox checked={filters.waiting === "true"} onChange={(event) => set({ waiting: event.target.checked ? "true" : null })}>
        {zh.orders.waiting}
      </Checkbox>
      {ROUTED.filter((name) => filters[name]).map((name) => (
        <Tag key={name} color="blue" closable onClose={() => set({ [name]: null })} data-testid={`routed-${name}`}>
          {zh.analysis.filter(name, name.startsWith("accepted") ? instant(filters[name]) : (filters[name] ?? ""))}
        </Tag>
      ))}
      {isFiltered(filters) && (
        <Button type="link" onClick={() => setSearch({})}>
          {zh.orders.clear}
        </Button>
      )}
    </div>
  );
}
