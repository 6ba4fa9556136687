/** The city's places, level by level as they are asked for. */
import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { catalogue } from "../api/endpoints";
import { keys } from "../events/refresh";

export interface Place {
  value: string;
  label: string;
  isLeaf: boolean;
  children?: Place[];
}

const HOUR_MS = 3_600_000;
const LOWEST = "village";

export function useDivisions() {
  /** Whose places were asked for; "" for the highest. */
  const [parents, setParents] = useState<string[]>([""]);
  const answers = useQueries({
    queries: parents.map((parent) => ({
      queryKey: [...keys.catalogue("divisions"), parent],
      queryFn: () => catalogue.divisions(parent),
      staleTime: HOUR_MS,
    })),
  });
  const below = new Map(parents.map((parent, at) => [parent, answers[at]?.data?.items]));
  const placesOf = (parent: string): Place[] =>
    (below.get(parent) ?? []).map(({ code, name, level }) => ({
      value: code,
      label: name,
      isLeaf: level === LOWEST,
      ...(below.has(code) ? { children: placesOf(code) } : {}),
    }));
  const load = (parent: string) => setParents((now) => (now.includes(parent) ? now : [...now, parent]));
  return { options: placesOf(""), load };
}
