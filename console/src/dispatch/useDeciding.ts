/** Takes, refuses or undoes a merge suggestion; whatever comes of it, lists and orders are read anew. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { desk } from "../api/endpoints";
import type { Suggestion } from "../api/types";
import { keys } from "../events/refresh";

interface Decision {
  what: "take" | "refuse" | "undo";
  words?: string;
}

export function useDeciding({ id, child, master }: Suggestion, onDone: (fresh: Suggestion) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ what, words = "" }: Decision) => {
      if (what === "take") return desk.take(id, child.version);
      return what === "refuse" ? desk.refuse(id, words || null) : desk.undo(id, words);
    },
    onSuccess: onDone,
    onSettled: () => {
      const both = [child.order_no, master.order_no].flatMap((no) => [keys.order(no), keys.deskOrder(no)]);
      for (const queryKey of [keys.dispatch, keys.orders, ...both]) void client.invalidateQueries({ queryKey });
    },
  });
}
