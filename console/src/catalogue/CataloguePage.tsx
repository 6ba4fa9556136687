/** The city's data for an administrator: a tab a table, Excel in and out, all versions. */
import { Spin, Tabs } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { keys } from "../events/refresh";
import { instant } from "../format";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import "./catalogue.css";
import { CategoryTab } from "./CategoryTab";
import { city } from "./endpoints";
import { ExchangeTab } from "./ExchangeTab";
import { SheetTab } from "./SheetTab";
import { VersionsTab } from "./VersionsTab";

/** What is changed most comes first. */
const ORDER = [
  "departments", "categories", "duty", "limits", "callbacks", "legacy_hotlines", "reasons", "scoring", "urgent_signals", "matters", "calendar",
  "city", "prompts", "divisions",
]; // prettier-ignore
const place = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

export function CataloguePage() {
  const [search, setSearch] = useSearchParams();
  const query = useQuery({ queryKey: keys.catalogue("sheets"), queryFn: city.sheets });
  const { data } = query;
  const sheets = [...(data?.items ?? [])].sort((a, b) => place(a.name) - place(b.name));
  const version = data?.version ?? 0;
  const tabs = [
    ...sheets.map((sheet) => ({
      key: sheet.name,
      label: sheet.chinese,
      children: sheet.name === "categories" ? <CategoryTab sheet={sheet} /> : <SheetTab sheet={sheet} />,
    })),
    { key: "exchange", label: zh.city.exchange, children: <ExchangeTab version={version} /> },
    { key: "versions", label: zh.city.versions, children: <VersionsTab version={version} /> },
  ];
  return (
    <section className="page" aria-label={zh.city.title}>
      <div className="page-head">
        <h1>{zh.city.title}</h1>
        <span className="quiet">{zh.city.keys}</span>
        <span className="grow" />
        {data && (
          <span className="quiet" data-testid="city-version">
            {version > 0 ? zh.city.version(version) : zh.city.never}
            {data.changed_at && `，${zh.city.changed(data.changed_by, instant(data.changed_at))}`}
          </span>
        )}
        <Freshness query={query} />
      </div>
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      {query.isLoading ? (
        <Spin />
      ) : (
        <Tabs
          activeKey={search.get("tab") ?? (version > 0 ? (sheets[0]?.name ?? "exchange") : "exchange")}
          onChange={(tab) => setSearch({ tab })}
          items={tabs}
          destroyOnHidden
        />
      )}
    </section>
  );
}
