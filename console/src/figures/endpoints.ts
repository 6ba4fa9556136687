/** The figures' endpoints (docs/figures.md). */
import { answer, api } from "../api/client";
import type { paths } from "../api/schema";

export type TableQuery = paths["/api/v1/figures"]["get"]["parameters"]["query"];
export type RowsQuery = paths["/api/v1/figures/rows"]["get"]["parameters"]["query"];

export const figures = {
  definitions: () => answer(api.GET("/api/v1/figures/definitions")),
  table: (query: TableQuery) => answer(api.GET("/api/v1/figures", { params: { query } })),
  rows: (query: RowsQuery) => answer(api.GET("/api/v1/figures/rows", { params: { query } })),
  wallboard: () => answer(api.GET("/api/v1/figures/wallboard")),
};

/** Where the browser gets the same table as an Excel file. */
export const excelAddress = (query: TableQuery) =>
  `/api/v1/figures/export?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))}`;
