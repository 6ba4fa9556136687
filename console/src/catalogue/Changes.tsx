/** What differs, row by row, and what is wrong, row by row. */
import { Table, Tag, type TableColumnsType } from "antd";
import { zh } from "../strings";
import type { ChangeBody, ProblemRow } from "./endpoints";

const AT_MOST = 500;
const BRIEFLY = 6;
const COLOUR: Partial<Record<string, string>> = { added: "green", changed: "blue", retired: "orange", removed: "red" };

const changeColumns: TableColumnsType<ChangeBody> = [
  { title: zh.city.sheet, width: 100, dataIndex: "title" },
  { title: zh.city.entry, width: 150, render: (_, { key }) => <span className="city-text">{key || "—"}</span> },
  { title: zh.city.act, width: 90, render: (_, { act, act_name }) => <Tag color={COLOUR[act] ?? "default"}>{act_name}</Tag> },
  { title: zh.city.what, render: (_, change) => <CellList change={change} /> },
];

function CellList({ change }: { change: ChangeBody }) {
  if (change.act === "moved") return <span className="quiet">{zh.city.moved}</span>;
  return (
    <ul className="city-cells">
      {change.cells.map(({ column, heading, before, after }) => (
        <li key={column}>
          <span className="quiet">{heading}</span>{" "}
          {change.act === "added" ? (
            after
          ) : (
            <>
              <del>{before || zh.city.empty}</del> → <ins>{after || zh.city.empty}</ins>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

export function Changes({ changes }: { changes: readonly ChangeBody[] }) {
  const rest = changes.length - AT_MOST;
  return (
    <>
      <Table<ChangeBody>
        size="small"
        rowKey={(change) => `${change.sheet} ${change.key} ${change.act}`}
        columns={changeColumns}
        dataSource={changes.slice(0, AT_MOST)}
        pagination={changes.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
        data-testid="changes"
      />
      {rest > 0 && <p className="quiet">{zh.city.tooMany(rest)}</p>}
    </>
  );
}

const problemColumns: TableColumnsType<ProblemRow> = [
  { title: zh.city.sheet, width: 100, dataIndex: "title" },
  { title: zh.city.line, width: 60, render: (_, { line }) => line || "—" },
  { title: zh.city.entry, width: 120, render: (_, { subject }) => <span className="city-text">{subject || "—"}</span> },
  { title: zh.city.column, width: 110, render: (_, { heading }) => heading || "—" },
  { title: zh.city.value, width: 150, render: (_, { value }) => <span className="city-text">{value || "—"}</span> },
  { title: zh.city.problem, render: (_, { message }) => <span className="city-text">{message}</span> },
  { title: zh.city.mend, render: (_, { mend }) => <span className="city-text">{mend}</span> },
];

/** Briefly, where there is little room: complaints about other rows that an edit would bring about. */
export function ProblemList({ problems }: { problems: readonly ProblemRow[] }) {
  const rest = problems.length - BRIEFLY;
  return (
    <ul className="city-problems" role="alert" data-testid="problems">
      {problems.slice(0, BRIEFLY).map((row) => (
        <li key={`${row.sheet} ${row.subject} ${row.column} ${row.message}`}>
          <strong>
            {row.title} {row.subject} {row.heading}
          </strong>
          ：{row.message}。<span className="quiet">{row.mend}</span>
        </li>
      ))}
      {rest > 0 && <li className="quiet">{zh.city.tooMany(rest)}</li>}
    </ul>
  );
}

export function Problems({ problems }: { problems: readonly ProblemRow[] }) {
  return (
    <Table<ProblemRow>
      size="small"
      rowKey={(row) => `${row.sheet} ${row.line} ${row.subject} ${row.column} ${row.message}`}
      columns={problemColumns}
      dataSource={[...problems]}
      pagination={problems.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
      data-testid="problems"
    />
  );
}
