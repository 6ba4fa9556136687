/** Does a verb to an order; whatever comes of it, the order is read anew. */
import { App } from "antd";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { orders } from "../api/endpoints";
import { Problem } from "../api/problem";
import type { Order, VerbState } from "../api/types";
import { keys } from "../events/refresh";
import { zh } from "../strings";

interface Doing {
  verb: VerbState;
  fields: Record<string, unknown>;
}

export function useVerb(order: Order, onProblem?: (problem: Problem) => void) {
  const client = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: ({ verb, fields }: Doing) => orders.apply(order.order_no, verb.verb, order.version, fields),
    onSuccess: (fresh, { verb }) => {
      client.setQueryData(keys.order(order.order_no), fresh);
      void message.success(zh.orders.done(verb.chinese));
    },
    onError: (error) => onProblem?.(Problem.of(error)),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.order(order.order_no) });
      void client.invalidateQueries({ queryKey: keys.orders });
    },
  });
}
