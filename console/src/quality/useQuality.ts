/** The inspections of a state, and where in them this browser stands: in the address, so that a link shows the same. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { quality } from "../api/endpoints";
import type { InspectionState } from "../api/types";
import { keys } from "../events/refresh";

const PAGE = 50;
const STATES: readonly InspectionState[] = ["waiting", "scored", "appealed", "upheld", "revised"];

export interface Place {
  state: InspectionState;
  chosen: number | null;
  cursor: string | null;
}

export function usePlace(first: InspectionState) {
  const [search, setSearch] = useSearchParams();
  const place: Place = {
    state: STATES.find((one) => one === search.get("state")) ?? first,
    chosen: Number(search.get("id")) || null,
    cursor: search.get("cursor"),
  };
  const go = (to: Partial<Place>) => {
    const { state, chosen, cursor } = { ...place, ...to };
    setSearch(
      { state, ...(chosen === null ? {} : { id: String(chosen) }), ...(cursor === null ? {} : { cursor }) },
      { replace: true },
    );
  };
  return { place, go };
}

export const useCounts = () => useQuery({ queryKey: [...keys.quality, "counts"], queryFn: quality.counts });

export const useInspections = ({ state, cursor }: Place) =>
  useQuery({
    queryKey: [...keys.quality, "list", state, cursor],
    queryFn: () => quality.list({ state: [state], limit: PAGE, ...(cursor === null ? {} : { cursor }) }),
  });

export const useInspection = (id: number | null) =>
  useQuery({ queryKey: [...keys.quality, "one", id], queryFn: () => quality.get(id ?? 0), enabled: id !== null });

export const useDraws = (open: boolean) =>
  useInfiniteQuery({
    queryKey: [...keys.quality, "draws"],
    queryFn: ({ pageParam }) => quality.draws(pageParam),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    enabled: open,
  });
