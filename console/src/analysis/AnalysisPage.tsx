/** The analyst's page: coverage, confusions, weeks, corrections, rules, and the model's versions. */
import { Segmented, Skeleton } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { analysis } from "../api/endpoints";
import { keys } from "../events/refresh";
import { instant } from "../format";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import "./analysis.css";
import { Confusions, Corrections, Coverage, Rules, Weeks } from "./Figures";
import { Models } from "./Models";

const WINDOWS = [4, 8, 13, 26];
const USUAL = 8;

export function AnalysisPage() {
  const [search, setSearch] = useSearchParams();
  const weeks = WINDOWS.find((each) => String(each) === search.get("weeks")) ?? USUAL;
  const query = useQuery({ queryKey: [...keys.analysis, weeks], queryFn: () => analysis.routing(weeks) });
  const figures = query.data;
  return (
    <section className="page analysis" aria-label={zh.analysis.title} data-testid="analysis">
      <div className="page-head">
        <h1>{zh.analysis.title}</h1>
        <Segmented
          size="small"
          aria-label={zh.analysis.week}
          options={WINDOWS.map((value) => ({ value, label: zh.analysis.weeks(value) }))}
          value={weeks}
          onChange={(value) => setSearch({ weeks: String(value) })}
        />
        <span className="grow" />
        <Freshness query={query} />
      </div>
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      {figures ? (
        <>
          <p className="quiet">{zh.analysis.window(instant(figures.since), instant(figures.until))}</p>
          <Coverage figures={figures} />
          <Confusions figures={figures} />
          <Weeks figures={figures} />
          <Corrections figures={figures} />
          <Rules figures={figures} />
        </>
      ) : (
        query.isLoading && <Skeleton active />
      )}
      <Models />
    </section>
  );
}
