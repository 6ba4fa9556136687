/** The queues of a unit's desk, and where in them this browser stands: both in the address, so that a link shows the same. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { unit } from "../api/endpoints";
import { keys } from "../events/refresh";

const PAGE = 50;
const MINUTE_MS = 60_000;
export const FIRST_QUEUE = "to_sign";

export interface Place {
  queue: string;
  order: string | null;
  cursor: string | null;
  /** Named by those who have no unit of their own. */
  department: string | null;
}

const NAMES = ["queue", "order", "cursor", "department"] as const;

/** Kept here and only told to the address: keys come faster than addresses change. */
export function usePlace() {
  const [search, setSearch] = useSearchParams();
  const [place, setPlace] = useState<Place>(() => ({
    queue: search.get("queue") ?? FIRST_QUEUE,
    order: search.get("order"),
    cursor: search.get("cursor"),
    department: search.get("department"),
  }));
  useEffect(() => {
    const told = NAMES.flatMap((name) => (place[name] === null ? [] : [[name, place[name]]]));
    setSearch(told as [string, string][], { replace: true });
    // setSearch changes with every address
  }, [place]); // eslint-disable-line react-hooks/exhaustive-deps
  return { place, go: (to: (now: Place) => Partial<Place>) => setPlace((now) => ({ ...now, ...to(now) })) };
}

/** Time passes without events too: what is nearly due becomes so by itself. */
const LIVE = { refetchInterval: MINUTE_MS };

export const useCounts = (department: string | null, enabled: boolean) =>
  useQuery({ queryKey: [...keys.unit, "counts", department], queryFn: () => unit.counts(department), enabled, ...LIVE });

export const useQueue = ({ queue, department, cursor }: Place, enabled: boolean) =>
  useQuery({
    queryKey: [...keys.unit, "queue", queue, department, cursor],
    queryFn: () => unit.queue(queue, department, cursor, PAGE),
    enabled,
    ...LIVE,
  });
