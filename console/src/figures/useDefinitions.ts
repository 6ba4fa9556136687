/** What every metric is: read once an hour. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { keys } from "../events/refresh";
import { figures } from "./endpoints";

const HOUR_MS = 3_600_000;

export function useDefinitions() {
  const query = useQuery({ queryKey: [...keys.figures, "definitions"], queryFn: figures.definitions, staleTime: HOUR_MS });
  const { data } = query;
  const definitions = useMemo(() => new Map((data?.metrics ?? []).map((each) => [each.key, each])), [data]);
  const dimensions = useMemo(() => new Map<string, string>((data?.dimensions ?? []).map(({ key, name }) => [key, name])), [data]);
  return { query, definitions, dimensions };
}
