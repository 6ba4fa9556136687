/** The filters of the order list, as they stand in the address, and as the API wants them. */
import type { OrderFilters as Query } from "../api/endpoints";

/** How orders were routed: where the analyst's figures lead. */
export const ROUTED = [
  "proposed", "corrected", "unsure", "automatic", "kept", "decided", "as_proposed", "rule", "model", "shadow", "agrees",
  "accepted_from", "accepted_to",
] as const; // prettier-ignore
const FLAGS = ["waiting", "unsure", "automatic", "kept", "decided", "as_proposed", "agrees"] as const;
const NAMES = ["state", "q", "department", "category", "waiting", "due", "cursor", ...ROUTED] as const;

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
export function queryOf({ state, due, corrected, ...rest }: Filters, limit: number): Query {
  const flags = FLAGS.filter((name) => rest[name]).map((name) => [name, rest[name] === "true"] as const);
  return {
    ...(rest as Omit<Query, (typeof FLAGS)[number]>),
    ...(Object.fromEntries(flags) as Partial<Record<(typeof FLAGS)[number], boolean>>),
    limit,
    ...(state ? { state: state.split(",") as NonNullable<Query["state"]> } : {}),
    ...(corrected ? { corrected: corrected as NonNullable<Query["corrected"]> } : {}),
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
