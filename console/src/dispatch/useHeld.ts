/** The soft lock: tells the others that this order is open here, and this desk who else has it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { desk } from "../api/endpoints";

/** Well below the minute after which the platform takes a silent desk for gone. */
const SIGN_OF_LIFE_MS = 25_000;

export function useHeld(orderNo: string) {
  const client = useQueryClient();
  useEffect(
    () => () => {
      client.removeQueries({ queryKey: ["held", orderNo] });
      // Leaving is a courtesy: where it fails, the lock ends by itself.
      void desk.leave(orderNo).catch(() => null);
    },
    [client, orderNo],
  );
  return useQuery({
    queryKey: ["held", orderNo],
    queryFn: () => desk.open(orderNo),
    refetchInterval: SIGN_OF_LIFE_MS,
    staleTime: 0,
    retry: false,
  }).data;
}
