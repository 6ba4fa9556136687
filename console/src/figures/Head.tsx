/** The headline: a view's totals with their comparisons. */
import { Card, Skeleton } from "antd";
import type { CSSProperties } from "react";
import { useSearchParams } from "react-router";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { Definition } from "./Definition";
import { rowsAddress } from "./rowsAddress";
import type { useTable } from "./useTable";
import { Compared, Value } from "./Value";

interface Props {
  table: ReturnType<typeof useTable>;
  usual: string;
}

/** Full rows, as far as the number of cards allows. */
const columnsOf = (cards: number) => (cards % 5 === 0 || cards % 4 !== 0 ? 5 : 4);

export function Head({ table: { query, asked, left }, usual }: Props) {
  const [search] = useSearchParams();
  const { data } = query;
  return (
    <div
      className={query.isPlaceholderData ? "figure-head reloading" : "figure-head"}
      aria-busy={query.isPlaceholderData}
      data-testid="figure-head"
      style={{ "--columns": columnsOf(asked.length + left.length) } as CSSProperties}
    >
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      {!data && query.isLoading && <Skeleton active paragraph={{ rows: 2 }} />}
      {data &&
        asked.map((definition) => (
          <Card key={definition.key} size="small" className="figure-card" data-testid="figure-card" data-metric={definition.key}>
            <Definition definition={definition} />
            <p className="figure-number">
              <Value
                definition={definition}
                value={data.total.values[definition.key]}
                to={rowsAddress(search, usual, { metric: definition.key })}
                name={zh.figures.total}
              />
            </p>
            <Compared definition={definition} value={data.total.values[definition.key]} figures={data} />
          </Card>
        ))}
      {left.map(({ definition, why }) => (
        <Card key={definition.key} size="small" className="figure-card left" data-metric={definition.key}>
          <Definition definition={definition} />
          <p className="quiet">{why}</p>
        </Card>
      ))}
    </div>
  );
}
