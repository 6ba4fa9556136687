/** Does a verb to an order; whatever comes of it, the order and its lists are read anew. */
import { App } from "antd";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { orders } from "../api/endpoints";
import { Problem } from "../api/problem";
import type { Order, VerbState } from "../api/types";
import { keys } from "../events/refresh";
import { zh } from "../strings";

export interface Doing {
  orderNo: string;
  /** What was seen when it was decided. */
  version: number;
  verb: Pick<VerbState, "verb" | "chinese">;
  fields?: Record<string, unknown>;
}

export const isConflict = (error: unknown): boolean => error !== null && Problem.of(error).code === "version-conflict";

export function useVerb(onDone?: (order: Order) => void) {
  const client = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: ({ orderNo, version, verb, fields }: Doing) => orders.apply(orderNo, verb.verb, version, fields),
    onSuccess: (fresh, { verb }) => {
      client.setQueryData(keys.order(fresh.order_no), fresh);
      void message.success(zh.orders.done(verb.chinese));
      onDone?.(fresh);
    },
    onSettled: (_, __, { orderNo }) => {
      void client.invalidateQueries({ queryKey: keys.order(orderNo) });
      void client.invalidateQueries({ queryKey: keys.orders });
      void client.invalidateQueries({ queryKey: keys.unit });
    },
  });
}
