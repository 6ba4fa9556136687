/** The agent's own state, and the way to change it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { agents } from "../api/endpoints";
import type { ChosenState } from "../api/types";
import { keys } from "../events/refresh";

// Also without an event: a browser that sleeps for hours may have been signed out meanwhile.
const LOOK_AGAIN_MS = 30_000;

export function usePresence() {
  return useQuery({ queryKey: keys.presence, queryFn: agents.me, refetchInterval: LOOK_AGAIN_MS });
}

export function useSetPresence() {
  const client = useQueryClient();
  return useMutation({
    // An answer that was asked for before the change must not undo it on the screen.
    onMutate: () => client.cancelQueries({ queryKey: keys.presence }),
    mutationFn: ({ state, reason }: { state: ChosenState; reason: string | null }) => agents.setState(state, reason),
    onSuccess: (status) => client.setQueryData(keys.presence, status),
    onError: () => void client.invalidateQueries({ queryKey: keys.presence }),
  });
}
