/** Units, a table for each class: nobody is ranked against another kind of unit (国办函〔2025〕66号: 分档分类评价). */
import { Segmented, Select, type TableColumnsType } from "antd";
import { useSearchParams } from "react-router";
import type { FigureDefinition, FigureRow, Figures } from "../api/types";
import { zh } from "../strings";
import { FigureTable } from "./FigureTable";
import { searchWith } from "./view";

interface Props {
  figures: Figures;
  metrics: FigureDefinition[];
  byName: string;
  usual: string;
  empty: string;
}

/** Rows by their class, those ranked by `metric` first, in order. */
export function classesOf(rows: readonly FigureRow[], metric: string): [string, FigureRow[]][] {
  const classes = new Map<string, FigureRow[]>(zh.figures.classes.map((name) => [name, []]));
  for (const row of rows) {
    const name = row.unit_class ?? zh.figures.noClass;
    const list = classes.get(name);
    if (list) list.push(row);
    else classes.set(name, [row]);
  }
  const place = (row: FigureRow) => row.values[metric]?.rank ?? Infinity;
  const ordered = (list: FigureRow[]) => list.sort((a, b) => (place(a) === place(b) ? a.label.localeCompare(b.label, "zh-CN") : place(a) - place(b)));
  return [...classes].filter(([, list]) => list.length > 0).map(([name, list]) => [name, ordered(list)]);
}

export function ClassTables({ figures, metrics, byName, usual, empty }: Props) {
  const [search, setSearch] = useSearchParams();
  const ranked = metrics.filter(({ better }) => better !== "neither");
  const chosen = ranked.find(({ key }) => key === search.get("rank")) ?? ranked[0];
  const classes = classesOf(figures.rows, chosen?.key ?? "");
  const open = classes.find(([name]) => name === search.get("class"))?.[0] ?? classes[0]?.[0];
  const rows = classes.find(([name]) => name === open)?.[1] ?? [];
  const rank: TableColumnsType<FigureRow> = [
    {
      title: zh.figures.rank,
      width: 76,
      align: "right",
      render: (_, { values }) => {
        const { rank: place, ranked_of: of } = values[chosen?.key ?? ""] ?? {};
        return <span className="number">{place != null && of != null ? zh.figures.rankOf(place, of) : "—"}</span>;
      },
    },
  ];
  return (
    <>
      <div className="class-choice">
        <Segmented
          aria-label={zh.figures.filters.unit_class}
          size="small"
          options={classes.map(([name, list]) => ({ value: name, label: `${name}（${list.length}）` }))}
          value={open ?? ""}
          onChange={(name) => setSearch(searchWith(search, { class: name }))}
        />
        <span className="grow" />
        <span className="quiet">{zh.figures.rankBy}</span>
        <Select
          aria-label={zh.figures.rankBy}
          size="small"
          className="rank-by"
          options={ranked.map(({ key, name }) => ({ value: key, label: name }))}
          value={chosen?.key ?? ""}
          onChange={(key) => setSearch(searchWith(search, { rank: key }))}
        />
      </div>
      <FigureTable
        figures={figures}
        rows={rows}
        metrics={metrics}
        by="unit"
        byName={byName}
        usual={usual}
        empty={empty}
        first={rank}
        pageSize={30}
        label={open ?? ""}
      />
      <p className="quiet">{zh.figures.notRanked}</p>
    </>
  );
}
