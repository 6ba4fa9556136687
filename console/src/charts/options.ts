/** The charts' drawings as ECharts options: plain data in, plain data out. */
import type { EChartsCoreOption } from "echarts/core";
import { lookOf, rampAt, type Ground } from "./palette";
import { sizeOf, tilesOf } from "./tiles";

export interface Curve {
  name: string;
  values: (number | null)[];
  /** The compared period of the curve with this number: quiet and dashed. */
  shadowOf?: number;
}

export interface Look {
  ground: Ground;
  /** Times the size of words and lines: 1 at a desk, more on a wall. */
  scale: number;
  /** A value as it is written. */
  write: (value: number) => string;
  /** Shorter, at an axis. */
  tick?: (value: number) => string;
  /** Where the axis of values ends; by the data unless said. */
  most?: number;
}

const FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif';
const size = (look: Look) => Math.round(12 * look.scale);
const words = (look: Look, color = look.ground.quiet) => ({ color, fontSize: size(look), fontFamily: FONT });

function frame(look: Look) {
  return {
    animation: false,
    textStyle: { fontFamily: FONT, color: look.ground.text },
    aria: { enabled: true, decal: { show: false } },
    tooltip: {
      confine: true,
      backgroundColor: look.ground.paper,
      borderColor: look.ground.line,
      textStyle: words(look, look.ground.text),
    },
  };
}

/** Curves over time. One point alone is still seen: each has its symbol. */
export function curves(labels: string[], lines: Curve[], look: Look): EChartsCoreOption {
  const many = labels.length > 31;
  return {
    ...frame(look),
    tooltip: { ...frame(look).tooltip, trigger: "axis", valueFormatter: (value: unknown) => (typeof value === "number" ? look.write(value) : "—") },
    legend: {
      top: 0,
      type: "scroll",
      data: lines.map(({ name }) => name),
      textStyle: words(look, look.ground.text), itemWidth: 30 * look.scale, itemHeight: 10 * look.scale,
    },
    grid: { left: 4 * look.scale, right: 14 * look.scale, top: 36 * look.scale, bottom: 2 * look.scale, containLabel: true },
    xAxis: {
      type: "category",
      data: labels,
      boundaryGap: false,
      axisLabel: { ...words(look), hideOverlap: true },
      axisLine: { lineStyle: { color: look.ground.line } },
    },
    yAxis: {
      type: "value",
      min: 0,
      ...(look.most === undefined ? {} : { max: look.most, interval: look.most / 4 }),
      splitNumber: 4,
      axisLabel: { ...words(look), formatter: look.tick ?? look.write },
      splitLine: { lineStyle: { color: look.ground.line } },
    },
    series: lines.map(({ name, values, shadowOf }, number) => {
      const { color, symbol, dash } = lookOf(shadowOf ?? number, look.ground);
      const shadow = shadowOf !== undefined;
      return {
        type: "line",
        name,
        data: values,
        symbol: shadow ? "none" : symbol,
        symbolSize: (many ? 4 : 7) * look.scale,
        connectNulls: false,
        color,
        lineStyle: { width: (shadow ? 1.5 : 2) * look.scale, type: shadow ? "dashed" : dash, opacity: shadow ? 0.6 : 1, color },
      };
    }),
  };
}

export interface Bar {
  name: string;
  value: number | null;
  /** Hatched: a sample too small to say much. */
  weak: boolean;
}

/** Lying bars, the largest above, each with its number behind it. */
export function bars(items: Bar[], name: string, look: Look): EChartsCoreOption {
  const { color } = lookOf(0, look.ground);
  return {
    ...frame(look),
    tooltip: { ...frame(look).tooltip, trigger: "item" },
    grid: { left: 4 * look.scale, right: 72 * look.scale, top: 4 * look.scale, bottom: 4 * look.scale, containLabel: true },
    xAxis: { type: "value", min: 0, show: false },
    yAxis: {
      type: "category",
      inverse: true,
      data: items.map((item) => item.name),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: look.ground.line } },
      axisLabel: { ...words(look, look.ground.text), width: 190 * look.scale, overflow: "truncate", interval: 0 },
    },
    series: [
      {
        type: "bar",
        name,
        barMaxWidth: 18 * look.scale,
        data: items.map(({ value, weak }) => ({
          value,
          itemStyle: weak ? { color: look.ground.paper, borderColor: color, borderWidth: 1.5 * look.scale, borderType: "dashed" } : { color },
        })),
        label: {
          show: true,
          position: "right",
          ...words(look, look.ground.text),
          formatter: ({ value }: { value: unknown }) => (typeof value === "number" ? look.write(value) : "—"),
        },
      },
    ],
  };
}

export interface TileValue {
  code: string;
  name: string;
  value: number | null;
}

/** The map of tiles: name and number in each, the stronger the more. */
export function tileMap(items: TileValue[], name: string, look: Look): EChartsCoreOption {
  const places = tilesOf(items.map(({ code }) => code));
  const { columns, rows } = sizeOf(places);
  const highest = Math.max(0, ...items.map(({ value }) => value ?? 0));
  const axis = (length: number) => ({ type: "category", data: Array.from({ length }, (_, at) => at), show: false });
  return {
    ...frame(look),
    tooltip: { ...frame(look).tooltip, trigger: "item", formatter: ({ data }: { data: { words: string } }) => data.words.replace("\n", "：") },
    grid: { left: 0, right: 0, top: 0, bottom: 0 },
    xAxis: axis(columns),
    yAxis: { ...axis(rows), inverse: true },
    visualMap: { show: false, min: 0, max: Math.max(1, highest), inRange: { color: [...look.ground.ramp] } },
    series: [
      {
        type: "heatmap",
        name,
        itemStyle: { borderColor: look.ground.paper, borderWidth: 4 * look.scale },
        label: { show: true, fontSize: Math.round(14 * look.scale), lineHeight: Math.round(21 * look.scale), fontFamily: FONT, formatter: ({ data }: { data: { words: string } }) => data.words },
        data: items.map(({ code, name: label, value }) => {
          const { column, row } = places.get(code) ?? { column: 0, row: 0 };
          const ink = rampAt(highest > 0 ? (value ?? 0) / highest : 0, look.ground);
          return { value: [column, row, value ?? 0], words: `${label}\n${value === null ? "—" : look.write(value)}`, label: { color: ink.words }, itemStyle: { color: ink.fill } };
        }),
      },
    ],
  };
}

/** Standing columns, as for the hours of a day; every third has its label below. */
export function columns(labels: string[], values: number[], look: Look): EChartsCoreOption {
  const { color } = lookOf(0, look.ground);
  return {
    ...frame(look),
    grid: { left: 0, right: 0, top: 12 * look.scale, bottom: 0, containLabel: true },
    xAxis: {
      type: "category",
      data: labels,
      axisLabel: { ...words(look), interval: 2 },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: look.ground.line } },
    },
    yAxis: {
      type: "value",
      min: 0,
      minInterval: 1,
      splitNumber: 2,
      axisLabel: { ...words(look), formatter: (value: number) => look.write(value) },
      splitLine: { lineStyle: { color: look.ground.line } },
    },
    series: [{ type: "bar", data: values, color, barCategoryGap: "25%" }],
  };
}
