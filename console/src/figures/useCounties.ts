/** The city's counties, code -> name: a map shows also those in which nothing happened. */
import { useQuery } from "@tanstack/react-query";
import { catalogue } from "../api/endpoints";
import { keys } from "../events/refresh";

const HOUR_MS = 3_600_000;
const below = (parent: string | undefined) => ({
  queryKey: [...keys.catalogue("divisions"), parent],
  queryFn: () => catalogue.divisions(parent ?? ""),
  staleTime: HOUR_MS,
  enabled: parent !== undefined,
});

export interface County {
  code: string;
  name: string;
}

export function useCounties(): readonly County[] {
  const { data: highest } = useQuery(below(""));
  const [first] = highest?.items ?? [];
  const isCity = first?.level === "city";
  const { data: within } = useQuery(below(isCity ? first.code : undefined));
  return (isCity ? within?.items : highest?.items) ?? [];
}

/** What is counted, and a zero for each county that is not in it. */
export function withCounties<T>(counted: readonly T[], codeOf: (item: T) => string, counties: readonly County[], none: (county: County) => T): T[] {
  const there = new Set(counted.map(codeOf));
  return [...counted, ...counties.filter(({ code }) => !there.has(code)).map(none)];
}
