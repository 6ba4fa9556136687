/** The order of the call at hand: fills itself, is corrected, saved and dispatched. */
import { App, Button, Card, Tag } from "antd";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { missing } from "../draft/autofill";
import { OrderForm } from "../draft/OrderForm";
import { dispatch, save } from "../draft/save";
import { keys } from "../events/refresh";
import { instant } from "../format";
import { StateTag } from "../orders/tags";
import { ProblemAlert } from "../shell/ProblemAlert";
import { useShortcuts } from "../shell/useShortcuts";
import { zh } from "../strings";
import { useDesk } from "./store";
import { useDuePreview } from "./useDuePreview";

/** Saves what is in the form; dispatches it too where `send` says so. */
function useSaveDesk() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (send: boolean) => {
      const { draft, advice, order, conversationId, saved } = useDesk.getState();
      const stored = await save(draft.values, advice, {
        orderNo: order?.order_no ?? null,
        version: order?.version ?? null,
        conversationId,
        insist: true,
      });
      saved(stored, draft.values);
      if (!send) return stored;
      const sent = await dispatch(stored);
      saved(sent, draft.values);
      return sent;
    },
    onSettled: () => {
      for (const queryKey of [keys.orders, keys.calls, ["caller-orders"]]) void client.invalidateQueries({ queryKey });
    },
  });
}

export function DeskForm() {
  const { conversationId, draft, order, unsaved, edit, adopt, begin } = useDesk();
  const { message } = App.useApp();
  const [lacking, setLacking] = useState<string[]>([]);
  const saving = useSaveDesk();
  const sent = order !== null && order.state !== "draft";
  const preview = useDuePreview(draft.values, !sent && order?.due_at == null);
  const due = order?.due_at ?? preview?.due_at;
  const untouched = conversationId === null && !unsaved && order === null;

  const act = (send: boolean) => {
    if (saving.isPending || sent || untouched) return;
    const names = send ? missing(draft.values).map((name) => zh.form.fields[name]) : [];
    setLacking(names);
    if (names.length > 0) return;
    saving.mutate(send, {
      onSuccess: ({ order_no }) => void message.success((send ? zh.form.dispatched : zh.form.saved)(order_no)),
    });
  };

  useShortcuts({ "Ctrl+s": () => act(false), "Ctrl+Enter": () => act(true) });

  const state = order ? (
    <span data-testid="desk-order">
      <Link to={`/orders/${order.order_no}`} data-testid="desk-order-no">
        {order.order_no}
      </Link>{" "}
      <StateTag state={order.state} name={order.state_name} />
    </span>
  ) : (
    conversationId === null && <Tag>{zh.form.noCall}</Tag>
  );

  return (
    <Card size="small" className="desk-form" title={zh.form.title} extra={state} data-testid="desk-form">
      <div className="desk-form-body">
        <OrderForm draft={draft} onEdit={edit} onAdopt={adopt} disabled={sent} />
      </div>
      <footer>
        <ProblemAlert error={saving.error} />
        {lacking.length > 0 && (
          <div role="alert" className="warning" data-testid="lacking">
            {zh.form.missing(lacking.join("、"))}
          </div>
        )}
        <div className="desk-form-buttons">
          <span className="quiet" data-testid="due-preview" title={preview?.basis ?? ""}>
            {order?.due_at ? zh.form.due : zh.form.dueNow}：{due ? instant(due) : zh.form.dueUnknown}
            {preview?.guessed && `（${zh.form.dueGuessed}）`}
          </span>
          <span className="grow" />
          {sent ? (
            <Button onClick={() => begin(null)}>{zh.form.another}</Button>
          ) : (
            <>
              <Button
                aria-label={zh.form.save}
                aria-keyshortcuts="Control+S"
                disabled={untouched}
                loading={saving.isPending && !saving.variables}
                onClick={() => act(false)}
              >
                {zh.form.save} <kbd>Ctrl+S</kbd>
              </Button>
              <Button
                type="primary"
                aria-label={zh.form.saveAndDispatch}
                aria-keyshortcuts="Control+Enter"
                disabled={untouched}
                loading={saving.isPending && saving.variables}
                onClick={() => act(true)}
              >
                {zh.form.saveAndDispatch} <kbd>Ctrl+Enter</kbd>
              </Button>
            </>
          )}
        </div>
      </footer>
    </Card>
  );
}
