/** Corrects a draft, with routing's proposal beside each field. */
import { Button, Drawer } from "antd";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Order } from "../api/types";
import { AssistPanel } from "../draft/AssistPanel";
import { adopt, edit, fromOrder, propose } from "../draft/autofill";
import { AdvicePanel } from "../draft/AdvicePanel";
import { OrderForm } from "../draft/OrderForm";
import { fieldsOfAdvice, fieldsOfOrder } from "../draft/proposal";
import { save } from "../draft/save";
import { keys } from "../events/refresh";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";

export function EditDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => {
    const stored = fromOrder(fieldsOfOrder(order));
    return order.advice ? propose(stored, fieldsOfAdvice(order.advice)) : stored;
  });
  const saving = useMutation({
    mutationFn: () =>
      save(draft.values, order.advice, {
        orderNo: order.order_no,
        version: order.version,
        conversationId: order.conversation_id,
      }),
    onSuccess: (fresh) => {
      client.setQueryData(keys.order(order.order_no), fresh);
      onClose();
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.order(order.order_no) });
      void client.invalidateQueries({ queryKey: keys.orders });
    },
  });
  return (
    <Drawer
      open
      title={`${zh.orders.edit} ${order.order_no}`}
      size={560}
      onClose={onClose}
      footer={
        <Button type="primary" loading={saving.isPending} onClick={() => saving.mutate()}>
          {zh.form.save}
        </Button>
      }
    >
      <ProblemAlert error={saving.error} />
      {order.advice && (
        <AdvicePanel
          advice={order.advice}
          text={order.content}
          empty={zh.advice.notKept}
          chosen={draft.values.category_code}
          onTake={(category_code) => setDraft((now) => edit(now, { category_code }))}
        />
      )}
      <OrderForm
        draft={draft}
        onEdit={(changes) => setDraft((now) => edit(now, changes))}
        onAdopt={(field) => setDraft((now) => adopt(now, field))}
      />
      <AssistPanel
        draft={draft}
        orderNo={order.order_no}
        onTitle={(title) => setDraft((now) => edit(now, { title }))}
      />
    </Drawer>
  );
}
