/** Proposals that did not come live: from before the page listened, or from the whole transcript after the call. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { orders } from "../api/endpoints";
import type { Call, Segment } from "../api/types";
import { keys } from "../events/refresh";
import { callerWords } from "../transcript/words";
import { useDesk } from "./store";

export function useLateProposal(call: Call | undefined, segments: readonly Segment[]): void {
  const proposal = useDesk((desk) => desk.proposal);
  const conversationId = call?.conversation_id ?? null;
  const orderNo = call?.order_no ?? null;
  const { data: order } = useQuery({
    queryKey: keys.order(orderNo ?? ""),
    queryFn: () => orders.get(orderNo ?? ""),
    enabled: orderNo !== null,
  });
  const words = callerWords(segments);

  useEffect(() => {
    if (conversationId === null || order?.conversation_id !== conversationId || !order.advice) return;
    const mine = useDesk.getState().order;
    // What this desk saved itself is no proposal to it.
    if (mine !== null && order.version <= mine.version) return;
    proposal(conversationId, order.advice, { content: order.content || words });
  }, [conversationId, order, words, proposal]);
}
