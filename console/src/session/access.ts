/** Which pages a user has, by his rights. What he may do there, the server decides. */
import type { User } from "../api/types";

export type PageName = "desk" | "unit" | "callbacks" | "quality" | "dispatch" | "orders" | "calls" | "counter" | "places" | "catalogue" | "people" | "inbox" | "channels" | "figures" | "analysis" | "reports";

/** Page -> the right that opens it, in the order of the navigation. */
const NEEDS: [PageName, string][] = [
  ["desk", "presence"],
  ["dispatch", "dispatch"],
  ["unit", "unit"],
  ["callbacks", "callbacks"],
  ["orders", "orders.read"],
  ["calls", "calls.read"],
  ["quality", "quality.read"],
  ["counter", "counter"],
  ["places", "places"],
  ["catalogue", "catalogue.edit"],
  ["people", "people"],
  ["inbox", "inbox.read"],
  ["channels", "channels.read"],
  ["figures", "figures.read"],
  ["analysis", "analysis.read"],
  ["reports", "reports.read"],
];

export const pagesOf = (user: User): PageName[] =>
  NEEDS.filter(([, right]) => right in user.rights).map(([page]) => page);

/** Where he stands after the login: an agent at the desk, an inspector before what waits, others before the orders. */
export const homeOf = (user: User): string =>
  may(user, "quality.inspect") ? "/quality" : `/${pagesOf(user)[0] ?? "welcome"}`;

export const may = (user: User, right: string): boolean => right in user.rights;

/** Whether the address belongs to a page that the user lacks. */
export function isClosed(user: User, path: string): boolean {
  const first = path.split("/")[1] ?? "";
  return NEEDS.some(([page]) => page === first) && !pagesOf(user).includes(first as PageName);
}
