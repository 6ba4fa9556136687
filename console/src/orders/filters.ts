/** The filters of the order list, as they stand in the address. */
import type { OrderFilters } from "../api/endpoints";

const NAMES = ["state", "q", "department", "category", "waiting", "due", "cursor"] as const;

export function filtersOf(search: URLSearchParams): OrderFilters {
  const filters: OrderFilters = {};
  for (const name of NAMES) {
    const value = search.get(name);
    if (value) filters[name] = value;
  }
  return filters;
}

/** The address with changed filters; a changed filter begins at the first page again. */
export function searchWith(search: URLSearchParams, changes: OrderFilters | Record<string, string | null>): URLSearchParams {
  const next = new URLSearchParams(search);
  if (!("cursor" in changes)) next.delete("cursor");
  for (const [name, value] of Object.entries(changes)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return next;
}

export const isFiltered = (filters: OrderFilters) => Object.keys(filters).some((name) => name !== "cursor");
