/** One table of figures, as the view wants it; a running period is read anew every half minute.
 *
 * While other days are read, the old numbers stay and `query.isPlaceholderData` is true: they are shown dimmed. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { FigureDimension } from "../api/types";
import { keys } from "../events/refresh";
import { useUser } from "../session/store";
import { askable } from "./askable";
import { figures, type TableQuery } from "./endpoints";
import { useDefinitions } from "./useDefinitions";
import { dayOf, type View } from "./view";

const RUNNING_MS = 30_000;

export function useTable(view: View, by: FigureDimension | null, metrics: readonly string[]) {
  const { definitions, dimensions } = useDefinitions();
  const user = useUser();
  // a unit's people are answered about their own unit alone: what has no unit cannot be asked
  const filters = user.rights["figures.read"] === "department" ? { unit: user.units.join(","), ...view.filters } : view.filters;
  const { asked, left } = askable(metrics, definitions, by, filters, dimensions);
  const request: TableQuery = {
    metrics: asked.map(({ key }) => key).join(","),
    from: view.begin,
    to: view.end,
    compare: "previous,last_year",
    ...(by ? { by } : {}),
    ...view.filters,
  };
  const query = useQuery({
    queryKey: [...keys.figures, "table", request],
    queryFn: () => figures.table(request),
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: () => (view.end >= dayOf(Date.now()) ? RUNNING_MS : false),
  });
  return { query, request, asked, left };
}
