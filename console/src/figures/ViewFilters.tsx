/** Period and filters of a view; all of it stands in the address. */
import { Button, Cascader, Input, Select } from "antd";
import { useSearchParams } from "react-router";
import { CategoryChoice, DepartmentChoice } from "../draft/choices";
import { zh } from "../strings";
import { useDivisions, type Place } from "../verbs/useDivisions";
import { FILTERS, PERIODS, searchWith, type Changes, type View } from "./view";

const CITY_DIGITS = 4;
const COUNTY_DIGITS = 6;
const TOWN_DIGITS = 9;

const choices = (names: readonly string[]) => names.map((value) => ({ value, label: value }));
const CHANNELS = Object.entries(zh.channels).map(([value, label]) => ({ value, label }));
const periodOptions = PERIODS.map((value) => ({ value, label: zh.figures.periods[value] }));

/** Counties and towns; villages are below what figures are kept by. */
const shallow = (places: Place[]): Place[] =>
  places.map(({ children, ...place }) => ({
    ...place,
    isLeaf: place.value.length >= TOWN_DIGITS,
    ...(children && place.value.length < TOWN_DIGITS ? { children: shallow(children) } : {}),
  }));

const placePath = (code: string | undefined): string[] =>
  code === undefined ? [] : [CITY_DIGITS, COUNTY_DIGITS, TOWN_DIGITS].filter((length) => length <= code.length).map((length) => code.slice(0, length));

export function ViewFilters({ view }: { view: View }) {
  const [search, setSearch] = useSearchParams();
  const { options, load } = useDivisions();
  const { filters } = view;
  const set = (changes: Changes) => setSearch(searchWith(search, changes));
  const filtered = FILTERS.some((name) => filters[name] !== undefined);
  return (
    <div className="figure-filters" role="search">
      <Select
        aria-label={zh.figures.period}
        options={periodOptions}
        value={view.period}
        placeholder={zh.figures.period}
        onChange={(period: string) => set({ period })}
      />
      <span className="days">
        <Input
          type="date"
          aria-label={zh.figures.begin}
          value={view.begin}
          max={view.end}
          onChange={({ target }) => target.value && set({ begin: target.value, end: view.end })}
        />
        {zh.figures.to}
        <Input
          type="date"
          aria-label={zh.figures.end}
          value={view.end}
          min={view.begin}
          onChange={({ target }) => target.value && set({ begin: view.begin, end: target.value })}
        />
      </span>
      <DepartmentChoice label={zh.figures.filters.unit} value={filters.unit ?? null} onChange={(unit) => set({ unit })} />
      <Select
        aria-label={zh.figures.filters.unit_class}
        placeholder={zh.figures.filters.unit_class}
        options={choices(zh.figures.classes)}
        value={filters.unit_class ?? null}
        allowClear
        onChange={(value: string | undefined) => set({ unit_class: value ?? null })}
      />
      <CategoryChoice label={zh.figures.filters.category} value={filters.category ?? null} onChange={(category) => set({ category })} anyLevel />
      <Cascader<Place>
        aria-label={zh.figures.filters.district}
        placeholder={zh.figures.filters.district}
        options={shallow(options)}
        value={placePath(filters.district)}
        loadData={(path) => load(path.at(-1)?.value ?? "")}
        onChange={(path: string[] | undefined) => set({ district: path?.at(-1) ?? null })}
        changeOnSelect
      />
      <Select
        aria-label={zh.figures.filters.channel}
        placeholder={zh.figures.filters.channel}
        options={CHANNELS}
        value={filters.channel ?? null}
        allowClear
        onChange={(value: string | undefined) => set({ channel: value ?? null })}
      />
      <Select
        aria-label={zh.figures.filters.request_type}
        placeholder={zh.figures.filters.request_type}
        options={choices(zh.requestTypes)}
        value={filters.request_type ?? null}
        allowClear
        onChange={(value: string | undefined) => set({ request_type: value ?? null })}
      />
      {filtered && (
        <Button type="link" onClick={() => set(Object.fromEntries(FILTERS.map((name) => [name, null])))}>
          {zh.figures.clear}
        </Button>
      )}
    </div>
  );
}
