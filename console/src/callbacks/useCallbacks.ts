/** The queues of the call-back desk, and where in them this browser stands: in the address, so that a link shows the same. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { callbacks } from "../api/endpoints";
import { keys } from "../events/refresh";

const PAGE = 50;
const MINUTE_MS = 60_000;

export interface Place {
  queue: string;
  task: number | null;
  cursor: string | null;
}

export function usePlace() {
  const [search, setSearch] = useSearchParams();
  const [place, setPlace] = useState<Place>(() => ({
    queue: search.get("queue") ?? "due",
    task: Number(search.get("task")) || null,
    cursor: search.get("cursor"),
  }));
  useEffect(() => {
    const told = Object.entries(place).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]]));
    setSearch(told as [string, string][], { replace: true });
    // setSearch changes with every address
  }, [place]); // eslint-disable-line react-hooks/exhaustive-deps
  return { place, go: (to: (now: Place) => Partial<Place>) => setPlace((now) => ({ ...now, ...to(now) })) };
}

/** Hours become friendly by themselves. */
const LIVE = { refetchInterval: MINUTE_MS };

export const useCounts = () => useQuery({ queryKey: [...keys.callbacks, "counts"], queryFn: callbacks.counts, ...LIVE });

export const useQueue = ({ queue, cursor }: Place) =>
  useQuery({
    queryKey: [...keys.callbacks, "queue", queue, cursor],
    queryFn: () => callbacks.queue(queue, cursor, PAGE),
    ...LIVE,
  });

export const useTask = (id: number | null) =>
  useQuery({ queryKey: [...keys.callbacks, "task", id], queryFn: () => callbacks.get(id ?? 0), enabled: id !== null });
