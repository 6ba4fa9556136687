/** The same figures as a table: sortable, every number opens its rows. */
import { Empty, Table, Tooltip, type TableColumnsType } from "antd";
import { useSearchParams } from "react-router";
import type { FigureDefinition, FigureDimension, FigureRow, Figures } from "../api/types";
import { zh } from "../strings";
import { Definition } from "./Definition";
import { rowsAddress } from "./rowsAddress";
import { Compared, Value } from "./Value";

interface Props {
  figures: Pick<Figures, "previous" | "last_year">;
  rows: readonly FigureRow[];
  total?: FigureRow;
  metrics: FigureDefinition[];
  by: FigureDimension;
  byName: string;
  usual: string;
  empty: string;
  /** Before the metrics: a column more. */
  first?: TableColumnsType<FigureRow>;
  pageSize?: number;
  label: string;
}

const COLUMN = 92;
const NAME = 140;

export function FigureTable({ figures, rows, total, metrics, by, byName, usual, empty, first = [], pageSize = 20, label }: Props) {
  const [search] = useSearchParams();
  const number = (row: FigureRow, definition: FigureDefinition, whole: boolean) => (
    <Tooltip
      placement="left"
      title={<Compared definition={definition} value={row.values[definition.key]} figures={figures} />}
      classNames={{ root: "compared-tip" }}
    >
      <span>
        <Value
          definition={definition}
          value={row.values[definition.key]}
          to={rowsAddress(search, usual, { metric: definition.key, ...(whole ? {} : { by, keyOfRow: row.key, label: row.label }) })}
          name={row.label}
        />
      </span>
    </Tooltip>
  );
  const columns: TableColumnsType<FigureRow> = [
    { title: byName, width: NAME, fixed: "left", ellipsis: true, render: (_, row) => row.label },
    ...first,
    ...metrics.map((definition) => ({
      title: <Definition definition={definition} />,
      key: definition.key,
      width: COLUMN,
      align: "right" as const,
      sorter: (a: FigureRow, b: FigureRow) =>
        (a.values[definition.key]?.value ?? -Infinity) - (b.values[definition.key]?.value ?? -Infinity),
      showSorterTooltip: false,
      render: (_: unknown, row: FigureRow) => number(row, definition, false),
    })),
  ];
  return (
    <Table<FigureRow>
      size="small"
      aria-label={label}
      rowKey="key"
      columns={columns}
      dataSource={[...rows]}
      scroll={{ x: NAME + first.length * COLUMN + metrics.length * COLUMN }}
      pagination={{ pageSize, hideOnSinglePage: true, showSizeChanger: false }}
      locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} /> }}
      onRow={({ key }) => ({ "data-testid": "figure-row", "data-key": key }) as object}
      {...(total && rows.length > 0
        ? {
            summary: () => (
              <Table.Summary.Row>
                <Table.Summary.Cell index={0}>{zh.figures.total}</Table.Summary.Cell>
                {first.map((_, at) => (
                  <Table.Summary.Cell key={at} index={at + 1} />
                ))}
                {metrics.map((definition, at) => (
                  <Table.Summary.Cell key={definition.key} index={first.length + at + 1} align="right">
                    {number(total, definition, true)}
                  </Table.Summary.Cell>
                ))}
              </Table.Summary.Row>
            ),
          }
        : {})}
    />
  );
}
