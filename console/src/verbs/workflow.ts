/** The workflow as the API tells it: every verb, field and state with its Chinese name. It changes with releases only. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { workflow as endpoint } from "../api/endpoints";
import type { Workflow, WorkflowField, WorkflowVerb } from "../api/types";
import { keys } from "../events/refresh";

export interface Flow {
  verbs: ReadonlyMap<string, WorkflowVerb>;
  fields: ReadonlyMap<string, WorkflowField>;
  states: ReadonlyMap<string, string>;
  clocks: ReadonlyMap<string, string>;
  /** The demand's own fields: what `edit` takes. */
  form: ReadonlySet<string>;
}

const byName = <T extends { name: string }>(items: readonly T[]) => new Map(items.map((item) => [item.name, item]));
const names = (items: readonly { name: string; chinese: string }[]) => new Map(items.map(({ name, chinese }) => [name, chinese]));

export function flowOf({ verbs, fields, states, clocks }: Workflow): Flow {
  const form = verbs.find((verb) => verb.name === "edit")?.takes ?? [];
  return { verbs: byName(verbs), fields: byName(fields), states: names(states), clocks: names(clocks), form: new Set(form) };
}

export function useWorkflow() {
  const query = useQuery({ queryKey: keys.workflow, queryFn: endpoint, staleTime: Infinity });
  const flow = useMemo(() => (query.data ? flowOf(query.data) : undefined), [query.data]);
  return { flow, query };
}
