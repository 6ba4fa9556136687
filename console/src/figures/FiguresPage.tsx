/** The views of the figures: one headline, the panels of the table `views.ts`, and what only some views have. */
import { DesktopOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useMemo } from "react";
import { Navigate, NavLink, useParams, useSearchParams } from "react-router";
import { may } from "../session/access";
import { useUser } from "../session/store";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { useShortcuts } from "../shell/useShortcuts";
import { zh } from "../strings";
import "./figures.css";
import { Head } from "./Head";
import { LiveNow } from "./LiveNow";
import { Panel } from "./Panel";
import { useDefinitions } from "./useDefinitions";
import { useTable } from "./useTable";
import { useToday } from "./useToday";
import { keptSearch, PERIODS, searchWith, viewOf } from "./view";
import { ViewFilters } from "./ViewFilters";
import { VIEW_NAMES, VIEWS, type ViewName } from "./views";

const isView = (name: string | undefined): name is ViewName => VIEW_NAMES.some((each) => each === name);

export default function FiguresPage() {
  const { view: name } = useParams();
  return isView(name) ? <FigureView key={name} name={name} /> : <Navigate to="/figures/day" replace />;
}

function FigureView({ name }: { name: ViewName }) {
  const [search, setSearch] = useSearchParams();
  const spec = VIEWS[name];
  const watches = may(useUser(), "wallboard");
  const { query: definitions } = useDefinitions();
  const today = useToday();
  const view = useMemo(() => viewOf(search, spec.usual, today), [search, spec.usual, today]);
  const table = useTable(view, null, spec.head);
  useShortcuts(Object.fromEntries(PERIODS.map((period, at) => [String(at + 1), () => setSearch(searchWith(search, { period }))])));
  return (
    <section className="page figures" aria-label={zh.figures.views[name]} data-testid={`figures-${name}`}>
      <div className="page-head">
        <h1>{zh.figures.title}</h1>
        <nav className="figure-views" aria-label={zh.figures.title}>
          {VIEW_NAMES.map((each) => (
            <NavLink key={each} to={`/figures/${each}${keptSearch(search)}`}>
              {zh.figures.views[each]}
            </NavLink>
          ))}
        </nav>
        <span className="grow" />
        {watches && (
          <Button size="small" icon={<DesktopOutlined />} href="/wallboard" target="_blank">
            {zh.figures.wall.open}
          </Button>
        )}
        <Freshness query={table.query} />
      </div>
      <ViewFilters view={view} />
      <p className="quiet figure-hint">
        {zh.figures.covers(view.begin, view.end)} · {zh.figures.hint}
        {table.query.isPlaceholderData && <span role="status"> · {zh.freshness.loading}……</span>}
      </p>
      <ProblemAlert error={definitions.error} onRetry={() => void definitions.refetch()} />
      {name === "day" && (watches ? <LiveNow /> : <p className="quiet">{zh.figures.live.closed}</p>)}
      <Head table={table} usual={spec.usual} />
      <div className="figure-panels">
        {definitions.data && spec.panels.map((panel) => <Panel key={panel.name} spec={panel} view={view} usual={spec.usual} />)}
      </div>
    </section>
  );
}
