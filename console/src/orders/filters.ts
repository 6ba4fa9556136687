/** The filters of the order list, as they stand in the address, and as the API wants them. */
import type { OrderFilters as Query } from "../api/endpoints";

const NAMES = ["state", "q", "department", "category", "waiting", "due", "cursor"] as const;

export type Filters = Partial<Record<(typeof NAMES)[number], string>>;
export type Changes = Record<string, string | null>;

export function filtersOf(search: URLSearchParams): Filters {
  const filters: Filters = {};
  for (const name of NAMES) {
    const value = search.get(name);
    if (value) filters[name] = value;
  }
  return filters;
}

/** A hand-written address may hold a state or colour that does not exist: the API then says so. */
export function queryOf({ state, waiting, due, ...texts }: Filters, limit: number): Query {
  return {
    ...texts,
    limit,
    ...(state ? { state: state.split(",") as NonNullable<Query["state"]> } : {}),
    ...(waiting ? { waiting: waiting === "true" } : {}),
    ...(due ? { due: due as NonNullable<Query["due"]> } : {}),
  };
}

/** The address with changed filters; a changed filter begins at the first page again. */
export function searchWith(search: URLSearchParams, changes: Changes): URLSearchParams {
  const next = new URLSearchParams(search);
  if (!("cursor" in changes)) next.delete("cursor");
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return next;
}

export const isFiltered = (filters: Filters) => Object.keys(filters).some((name) => name !== "cursor");
