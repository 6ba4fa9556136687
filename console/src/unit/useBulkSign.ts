/** Signs a heap, one order after the other; what could not be signed is told with its reason and stays checked. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { orders } from "../api/endpoints";
import { Problem } from "../api/problem";
import type { UnitItem } from "../api/types";
import { keys } from "../events/refresh";

export interface Signed {
  done: string[];
  failed: { no: string; why: string }[];
}

/** The lead signs the order, an assisting unit its part. */
const verbOf = ({ part_role }: UnitItem) => (part_role === "lead" ? "sign" : "sign_part");

export function useBulkSign() {
  const client = useQueryClient();
  const [progress, setProgress] = useState<{ done: number; all: number } | null>(null);

  const sign = async (items: readonly UnitItem[]): Promise<Signed> => {
    const result: Signed = { done: [], failed: [] };
    for (const [at, item] of items.entries()) {
      setProgress({ done: at, all: items.length });
      try {
        const fresh = await orders.apply(item.order_no, verbOf(item), item.version);
        client.setQueryData(keys.order(item.order_no), fresh);
        result.done.push(item.order_no);
      } catch (error) {
        const { title, detail } = Problem.of(error);
        result.failed.push({ no: item.order_no, why: detail ?? title });
      }
    }
    setProgress(null);
    const old = [keys.unit, keys.orders, ...result.done.map(keys.order)];
    await Promise.all(old.map((queryKey) => client.invalidateQueries({ queryKey })));
    return result;
  };
  return { sign, progress };
}
