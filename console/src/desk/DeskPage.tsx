/** The agent's desk: telephone, words, order. Designed for a whole day at 1366 x 768 and up. */
import { Card } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { calls } from "../api/endpoints";
import { AdvicePanel } from "../draft/AdvicePanel";
import { AssistPanel } from "../draft/AssistPanel";
import { keys } from "../events/refresh";
import { usePhone } from "../phone/agent-phone";
import { SoftphonePanel } from "../phone/SoftphonePanel";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { TranscriptView } from "../transcript/TranscriptView";
import { useTranscript } from "../transcript/useTranscript";
import { CallerCard, CallerOrders } from "./CallerCard";
import { DeskForm } from "./DeskForm";
import { useDesk } from "./store";
import { useLateProposal } from "./useLateProposal";
import { usePresence } from "./usePresence";
import { useTitleFlash } from "./useTitleFlash";

export function DeskPage() {
  const { data: presence } = usePresence();
  const { conversationId, advice, adviceText, draft, order, begin, edit } = useDesk();
  const open = order === null || order.state === "draft";
  const ringing = usePhone((phone) => phone.call?.phase === "ringing");
  useTitleFlash(ringing, zh.phone.titleFlash);

  // A page that is loaded during a call, or an event that was missed: the agent's state names the call.
  const assigned = presence?.conversation_id ?? null;
  useEffect(() => {
    if (assigned) begin(assigned);
  }, [assigned, begin]);

  const query = useQuery({
    queryKey: keys.call(conversationId ?? ""),
    queryFn: () => calls.get(conversationId ?? ""),
    enabled: conversationId !== null,
  });
  const call = conversationId === null ? undefined : query.data;
  const segments = useTranscript(conversationId, call);

  useLateProposal(call, segments);

  return (
    <div className="desk">
      <h1 className="visually-hidden">{zh.nav.desk}</h1>
      <div className="desk-left">
        <SoftphonePanel extension={presence?.extension ?? null}>
          <CallerCard call={call} />
        </SoftphonePanel>
        <Card size="small" title={zh.call.earlier} className="fill">
          <CallerOrders conversationId={conversationId} />
        </Card>
      </div>
      <div className="desk-middle">
        <Card
          size="small"
          className="desk-words"
          title={zh.transcript.title}
          extra={conversationId && <Freshness query={query} />}
          data-testid="transcript"
        >
          <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
          <TranscriptView segments={segments} empty={zh.transcript.empty} />
        </Card>
        <Card size="small" className="desk-advice" title={zh.advice.title}>
          <AdvicePanel
            advice={advice}
            text={adviceText}
            empty={zh.advice.none}
            chosen={draft.values.category_code}
            {...(open ? { onTake: (category_code: string) => edit({ category_code }) } : {})}
          />
          <AssistPanel draft={draft} orderNo={order?.order_no ?? null} onTitle={(title) => edit({ title })} />
        </Card>
      </div>
      <DeskForm />
    </div>
  );
}
