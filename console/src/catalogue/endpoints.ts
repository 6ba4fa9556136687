/** The endpoints of the city's data. */
import { answer, api } from "../api/client";
import type { components, paths } from "../api/schema";

type Schemas = components["schemas"];
export type SheetBody = Schemas["SheetBody"];
export type ColumnBody = Schemas["ColumnBody"];
export type Entry = Schemas["Entry"];
export type ChangeBody = Schemas["ChangeBody"];
export type ProblemRow = Schemas["ProblemRow"];
export type VersionBody = Schemas["VersionBody"];
export type UploadBody = Schemas["UploadBody"];
export type Cells = Record<string, string>;
export type EntryFilter = NonNullable<paths["/api/v1/catalogue/sheets/{sheet}"]["get"]["parameters"]["query"]>;

const BYTES = "application/octet-stream";
const of = (sheet: string, entry: string) => ({ params: { path: { sheet, entry } } });
const version = (number: number) => ({ params: { path: { number } } });

export const city = {
  sheets: () => answer(api.GET("/api/v1/catalogue/sheets")),
  entries: (sheet: string, query: EntryFilter) =>
    answer(api.GET("/api/v1/catalogue/sheets/{sheet}", { params: { path: { sheet }, query } })),
  add: (sheet: string, cells: Cells, note: string) =>
    answer(api.POST("/api/v1/catalogue/sheets/{sheet}", { params: { path: { sheet } }, body: { cells, note } })),
  change: (sheet: string, entry: string, seen: number, cells: Cells, note: string) =>
    answer(
      api.PUT("/api/v1/catalogue/sheets/{sheet}/{entry}", { ...of(sheet, entry), body: { version: seen, cells, note } }),
    ),
  retire: (sheet: string, entry: string, seen: number, note: string) =>
    answer(
      api.POST("/api/v1/catalogue/sheets/{sheet}/{entry}/retire", { ...of(sheet, entry), body: { version: seen, note } }),
    ),
  history: (sheet: string, entry: string) =>
    answer(api.GET("/api/v1/catalogue/sheets/{sheet}/{entry}/history", of(sheet, entry))),
  versions: (below: number | undefined) =>
    answer(api.GET("/api/v1/catalogue/versions", { params: { query: below === undefined ? {} : { below } } })),
  changes: (number: number) => answer(api.GET("/api/v1/catalogue/versions/{number}/changes", version(number))),
  difference: (number: number) => answer(api.GET("/api/v1/catalogue/versions/{number}/difference", version(number))),
  restore: (number: number, seen: number, note: string) =>
    answer(api.POST("/api/v1/catalogue/versions/{number}/restore", { ...version(number), body: { version: seen, note } })),
  upload: (file: File) =>
    answer(
      api.POST("/api/v1/catalogue/uploads", {
        params: { query: { name: file.name } },
        body: file as unknown as string,
        bodySerializer: () => file,
        headers: { "Content-Type": BYTES },
      }),
    ),
  apply: (number: number, note: string) =>
    answer(api.POST("/api/v1/catalogue/uploads/{number}/apply", { ...version(number), body: { note } })),
};

/** Addresses from which the browser downloads by itself. */
export const files = {
  version: (number: number) => `/api/v1/catalogue/versions/${number}/city.xlsx`,
  report: (upload: number) => `/api/v1/catalogue/uploads/${upload}/report.xlsx`,
};
