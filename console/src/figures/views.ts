/** What each view shows: one table. Keys of metrics are the API's (docs/figures.md); what the API does not define is left out. */
import type { FigureDimension } from "../api/types";
import type { Period } from "./view";

export type Kind = "curve" | "bars" | "tiles" | "table" | "classes";
export type Width = "third" | "half" | "full";

export interface PanelSpec {
  /** Also names its words in `zh.figures.panels`. */
  name: string;
  kind: Kind;
  /** "step": hour, day, week or month, as fits the period. */
  by: FigureDimension | "step";
  metrics: readonly string[];
  width: Width;
  /** Bars: the largest so many. */
  most?: number;
  /** For a metric of kinds: only these are drawn where the answer has a row without kind. */
  hideEmptyKey?: boolean;
}

export interface ViewSpec {
  usual: Period;
  /** The headline's metrics. */
  head: readonly string[];
  panels: readonly PanelSpec[];
}

export const VIEW_NAMES = ["day", "units", "satisfaction", "hot", "agents", "channels", "quality"] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

export const VIEWS: Readonly<Record<ViewName, ViewSpec>> = {
  day: {
    usual: "today",
    head: ["requests", "answered", "answer_15s_rate", "average_wait", "abandon_rate", "dispatched", "closed", "finish_on_time_rate", "satisfied_rate", "urgent_requests"],
    panels: [
      { name: "intake", kind: "curve", by: "step", metrics: ["requests", "calls", "answered"], width: "half" },
      { name: "answering", kind: "curve", by: "step", metrics: ["answer_rate", "answer_15s_rate", "abandon_rate"], width: "half" },
      { name: "topUnits", kind: "bars", by: "unit", metrics: ["dispatched"], most: 10, width: "half" },
      { name: "topCategories", kind: "bars", by: "category2", metrics: ["requests"], most: 10, width: "half" },
    ],
  },
  units: {
    usual: "month",
    head: ["dispatched", "sign_on_time_rate", "finish_on_time_rate", "response_rate", "solved_rate", "satisfied_rate", "return_rate", "overdue_rate"],
    panels: [
      {
        name: "classes",
        kind: "classes",
        by: "unit",
        metrics: ["composite", "dispatched", "sign_on_time_rate", "finish_on_time_rate", "response_rate", "solved_rate", "satisfied_rate", "return_rate", "invalid_return_rate", "redo_rate", "extension_rate", "overdue_rate"],
        width: "full",
      },
    ],
  },
  satisfaction: {
    usual: "month",
    head: ["callbacks", "callback_rate", "reached_rate", "solved_rate", "rated", "satisfied_rate", "well_satisfied_rate", "average_score", "dissatisfied", "redo_rate"],
    panels: [
      { name: "rates", kind: "curve", by: "step", metrics: ["satisfied_rate", "solved_rate", "reached_rate"], width: "half" },
      { name: "reasons", kind: "bars", by: "detail", metrics: ["dissatisfied"], most: 12, width: "half" },
      { name: "grades", kind: "bars", by: "detail", metrics: ["rated"], width: "half" },
      { name: "dissatisfiedBy", kind: "bars", by: "category2", metrics: ["dissatisfied"], most: 10, width: "half" },
      { name: "satisfactionTable", kind: "table", by: "category1", metrics: ["rated", "satisfied_rate", "solved_rate", "dissatisfied", "redo_rate"], width: "full" },
    ],
  },
  hot: {
    usual: "week",
    head: ["requests", "urgent_requests", "repeat_rate", "direct_answer_rate"],
    panels: [
      { name: "map", kind: "tiles", by: "county", metrics: ["requests"], width: "half" },
      { name: "hotIssues", kind: "bars", by: "category3", metrics: ["requests"], most: 12, width: "half" },
      { name: "towns", kind: "bars", by: "town", metrics: ["requests"], most: 12, width: "half" },
      { name: "types", kind: "bars", by: "request_type", metrics: ["requests"], width: "half" },
      { name: "issueTable", kind: "table", by: "category2", metrics: ["requests", "urgent_requests", "repeat_rate", "satisfied_rate", "first_time_rate"], width: "full" },
    ],
  },
  agents: {
    usual: "today",
    head: ["calls", "answered", "talk_time", "wrap_up_time", "occupancy", "answer_15s_rate", "missed", "missed_called_back_rate"],
    panels: [
      { name: "load", kind: "curve", by: "step", metrics: ["calls", "answered", "missed"], width: "half" },
      { name: "waiting", kind: "curve", by: "step", metrics: ["average_wait", "talk_time", "wrap_up_time"], width: "half" },
      { name: "agentTable", kind: "table", by: "agent", metrics: ["answered", "talk_time", "wrap_up_time", "occupancy", "average_wait", "answer_15s_rate", "requests", "direct_answer_rate", "dispatched"], width: "full" },
    ],
  },
  channels: {
    usual: "month",
    head: ["requests", "calls", "direct_answer_rate", "automatic_rate"],
    panels: [
      { name: "mix", kind: "bars", by: "channel", metrics: ["requests"], width: "half" },
      { name: "channelCurve", kind: "curve", by: "step", metrics: ["requests", "direct_answered"], width: "half" },
      { name: "channelTable", kind: "table", by: "channel", metrics: ["requests", "urgent_requests", "direct_answer_rate", "repeat_rate", "closed", "satisfied_rate", "first_time_rate"], width: "full" },
    ],
  },
  quality: {
    usual: "month",
    head: ["first_dispatch_accuracy", "dispatch_on_time_rate", "first_time_rate", "repeat_rate", "redo_rate", "second_redo_rate", "invalid_return_rate", "quality_score", "quality_rate"],
    panels: [
      { name: "dispatching", kind: "curve", by: "step", metrics: ["first_dispatch_accuracy", "dispatch_on_time_rate", "return_rate"], width: "half" },
      { name: "again", kind: "curve", by: "step", metrics: ["first_time_rate", "repeat_rate", "redo_rate"], width: "half" },
      { name: "pressing", kind: "bars", by: "unit", metrics: ["supervisions"], most: 10, width: "half" },
      { name: "qualityScore", kind: "curve", by: "step", metrics: ["quality_rate"], width: "half" },
      { name: "qualityByAgent", kind: "table", by: "agent", metrics: ["inspected", "quality_score", "quality_rate"], width: "full" },
      { name: "qualityTable", kind: "table", by: "category1", metrics: ["dispatched", "first_dispatch_accuracy", "return_rate", "invalid_return_rate", "first_time_rate", "redo_rate", "supervisions", "urges"], width: "full" },
    ],
  },
}; // prettier-ignore
