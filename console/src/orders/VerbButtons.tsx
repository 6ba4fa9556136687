/** What may be done to an order now: a button a verb; a closed one says why. */
import { App, Button, Tooltip } from "antd";
import { useState } from "react";
import type { Order, VerbState } from "../api/types";
import { zh } from "../strings";
import { EditDialog } from "./EditDialog";
import { VerbDialog } from "./VerbDialog";
import { fieldsFor, offered } from "./verb-fields";
import { useVerb } from "./useVerb";

export function VerbButtons({ order }: { order: Order }) {
  const [open, setOpen] = useState<VerbState | null>(null);
  const shown = order.verbs.filter(offered);
  const { notification } = App.useApp();
  const apply = useVerb(order, (problem) =>
    notification.error({ title: problem.title, description: `${problem.nextStep}（${problem.code}）` }),
  );

  const choose = (verb: VerbState) => {
    if (verb.verb === "edit" || fieldsFor(verb, order).length > 0) setOpen(verb);
    else apply.mutate({ verb, fields: {} });
  };

  return (
    <div className="verbs" role="group" aria-label={zh.orders.verbs} data-testid="verbs">
      {shown.length === 0 && <span className="quiet">{zh.orders.noVerbs}</span>}
      {shown.map((verb) => (
        <Tooltip key={verb.verb} title={verb.allowed ? "" : verb.why_not}>
          <Button
            type={verb.verb === "cancel" || verb.verb === "edit" ? "default" : "primary"}
            danger={verb.verb === "cancel"}
            disabled={!verb.allowed}
            loading={apply.isPending && apply.variables.verb.verb === verb.verb}
            data-verb={verb.verb}
            onClick={() => choose(verb)}
          >
            {verb.chinese}
          </Button>
        </Tooltip>
      ))}
      {open && open.verb !== "edit" && <VerbDialog order={order} verb={open} onClose={() => setOpen(null)} />}
      {open?.verb === "edit" && <EditDialog order={order} onClose={() => setOpen(null)} />}
    </div>
  );
}
