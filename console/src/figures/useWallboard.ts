/** The live figures, read every second while the page is in front, and how old what is shown has become. */
import { useQuery } from "@tanstack/react-query";
import { keys } from "../events/refresh";
import { useClock } from "../shell/useClock";
import { figures } from "./endpoints";

const EVERY_MS = 1_000;
/** An answer that takes longer is given up, so that the next second's can be asked. */
const PATIENCE_MS = 4_000;
/** Older than this is no longer "now". */
export const OLD_S = 5;

const patient = <T>(asked: Promise<T>): Promise<T> =>
  Promise.race([asked, new Promise<never>((_, refuse) => setTimeout(() => refuse(new Error("no answer")), PATIENCE_MS))]);

export function useWallboard(everyMs = EVERY_MS, enabled = true) {
  const query = useQuery({
    queryKey: [...keys.figures, "wallboard"],
    queryFn: () => patient(figures.wallboard()),
    enabled,
    refetchInterval: everyMs,
    refetchIntervalInBackground: true,
    refetchOnReconnect: true,
    networkMode: "always",
    retry: false,
    staleTime: 0,
  });
  const now = useClock();
  const age = query.data ? ageOf(now, query.dataUpdatedAt, query.data.age_s) : null;
  return { query, board: query.data, age, old: age === null || age > OLD_S };
}

/** Seconds: what the server said of its answer and what has passed here since; clocks of two machines are never compared. */
export const ageOf = (now: number, receivedAt: number, ageThen: number) => Math.max(0, (now - receivedAt) / 1_000) + ageThen;
