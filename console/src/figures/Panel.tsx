/** One figure of a view: drawing or table, its definitions, what cannot be shown and why, and both kinds of export. */
import { BarChartOutlined, FileExcelOutlined, PictureOutlined, TableOutlined } from "@ant-design/icons";
import { Button, Card, Empty, Skeleton, Tooltip } from "antd";
import { useMemo, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { Chart, savePicture, type Picked } from "../charts/Chart";
import { DESK } from "../charts/palette";
import type { FigureDefinition, FigureDimension, Figures } from "../api/types";
import { clockTime } from "../format";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { ClassTables } from "./ClassTables";
import { Definition } from "./Definition";
import { drawBars, drawCurve, drawTiles, type Drawing } from "./draw";
import { excelAddress } from "./endpoints";
import { FigureTable } from "./FigureTable";
import { seconds } from "./format";
import { whyEmpty } from "./emptiness";
import { rowsAddress } from "./rowsAddress";
import { useCounties, type County } from "./useCounties";
import { useDefinitions } from "./useDefinitions";
import { useTable } from "./useTable";
import { dayOf, stepOf, type View } from "./view";
import type { PanelSpec } from "./views";

interface Props {
  spec: PanelSpec;
  view: View;
  usual: string;
}

const SIGHT = { ground: DESK, scale: 1 };
const HEIGHT = 280;
const ALL_ROWS = 1_000;
/** More than this behind is told. */
const BEHIND_S = 5;
const hourNow = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", hour12: false });

function draw(spec: PanelSpec, figures: Figures, metrics: FigureDefinition[], by: FigureDimension, view: View, counties: readonly County[]): Drawing | null {
  const [first] = metrics;
  if (!first) return null;
  switch (spec.kind) {
    case "curve": {
      const now = Date.now();
      return drawCurve(figures, metrics, stepOf(view), view, { day: dayOf(now), hour: hourNow.format(now) }, SIGHT);
    }
    case "bars":
      return drawBars(figures, first, by, spec.most ?? ALL_ROWS, SIGHT);
    case "tiles":
      return drawTiles(figures, first, by, counties, SIGHT);
    default:
      return null;
  }
}

export function Panel({ spec, view, usual }: Props) {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const [asTable, setAsTable] = useState(false);
  const { dimensions } = useDefinitions();
  const counties = useCounties();
  const by = spec.by === "step" ? stepOf(view) : spec.by;
  const { query, request, asked, left } = useTable(view, by, spec.metrics);
  const { data } = query;
  const title = zh.figures.panels[spec.name] ?? spec.name;
  const covers = zh.figures.covers(view.begin, view.end);
  const drawing = useMemo(() => (data ? draw(spec, data, asked, by, view, counties) : null), [data, spec, by, view, asked, counties]);
  const empty = data ? whyEmpty(data, asked) : null;
  const chart = drawing !== null && empty === null && !asTable;
  const byName = dimensions.get(by) ?? by;

  const pick = ({ series, index }: Picked) => {
    const point = drawing?.pointAt(series, index);
    if (point) void navigate(rowsAddress(search, usual, { metric: point.metric, by: point.by, keyOfRow: point.key, label: point.label }));
  };

  return (
    <Card
      size="small"
      className={`figure-panel ${spec.width} ${query.isPlaceholderData ? "reloading" : ""}`}
      aria-busy={query.isPlaceholderData}
      data-testid="figure-panel"
      data-panel={spec.name}
      title={title}
      extra={
        <span className="panel-tools">
          {drawing && (
            <Tooltip title={asTable ? zh.figures.asChart : zh.figures.asTable}>
              <Button
                type="text"
                size="small"
                aria-label={`${title}：${asTable ? zh.figures.asChart : zh.figures.asTable}`}
                icon={asTable ? <BarChartOutlined /> : <TableOutlined />}
                onClick={() => setAsTable(!asTable)}
              />
            </Tooltip>
          )}
          {chart && (
            <Tooltip title={zh.figures.picture}>
              <Button
                type="text"
                size="small"
                aria-label={`${title}：${zh.figures.picture}`}
                icon={<PictureOutlined />}
                onClick={() => void savePicture(drawing.option, title, covers, DESK.paper)}
              />
            </Tooltip>
          )}
          {data && asked.length > 0 && (
            <Tooltip title={zh.figures.excel}>
              <Button type="text" size="small" aria-label={`${title}：${zh.figures.excel}`} icon={<FileExcelOutlined />} href={excelAddress(request)} download />
            </Tooltip>
          )}
        </span>
      }
    >
      <div className="panel-metrics">
        {[...asked, ...left.map(({ definition }) => definition)].map((definition) => (
          <Definition key={definition.key} definition={definition} />
        ))}
      </div>
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      {query.isLoading && <Skeleton active />}
      {data && empty !== null && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} data-testid="empty-reason" />}
      {data && empty === null && chart && <Chart option={drawing.option} label={title} height={HEIGHT} onPick={pick} />}
      {data && empty === null && !chart && spec.kind === "classes" && (
        <ClassTables figures={data} metrics={asked} byName={byName} usual={usual} empty={zh.figures.empty(covers)} />
      )}
      {data && empty === null && !chart && spec.kind !== "classes" && (
        <FigureTable
          figures={data}
          rows={data.rows}
          total={data.total}
          metrics={asked}
          by={by}
          byName={byName}
          usual={usual}
          empty={zh.figures.empty(covers)}
          pageSize={drawing ? 6 : 20}
          label={title}
        />
      )}
      {left.map(({ definition, why }) => (
        <p key={definition.key} className="quiet left-out" data-testid="left-out">
          {zh.figures.left(definition.name, why)}
        </p>
      ))}
      <p className="quiet panel-foot">
        {query.dataUpdatedAt > 0 && <span>{zh.figures.asOf(clockTime(query.dataUpdatedAt))}</span>}
        {data && data.folded_behind_s > BEHIND_S && <span className="warning">{zh.figures.behind(seconds(data.folded_behind_s))}</span>}
        {chart && drawing.drawn < drawing.all && <span>{zh.figures.most(drawing.drawn, drawing.all)}</span>}
        {zh.figures.notes[spec.name] && <span>{zh.figures.notes[spec.name]}</span>}
      </p>
    </Card>
  );
}
