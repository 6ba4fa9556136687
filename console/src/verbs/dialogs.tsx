/** Which dialog a verb opens: the one made from the workflow, or for a few verbs one of their own. */
import type { ReactElement } from "react";
import type { Order } from "../api/types";
import { EditDialog } from "../orders/EditDialog";
import { ReplyDialog } from "../reply/ReplyDialog";
import { VerbDialog } from "./VerbDialog";
import type { Flow } from "./workflow";

export interface DialogProps {
  verb: string;
  /** The order when the verb was chosen; `order` may be newer by now. */
  seen: Order;
  order: Order;
  flow: Flow;
  onClose: () => void;
  onDone?: ((fresh: Order) => void) | undefined;
}

const OWN: Partial<Record<string, (props: DialogProps) => ReactElement>> = {
  reply: ReplyDialog,
  request_sign_off: ReplyDialog,
  sign_off: ReplyDialog,
  edit: ({ order, onClose }) => <EditDialog order={order} onClose={onClose} />,
};

export function DialogOf(props: DialogProps) {
  const Own = OWN[props.verb];
  return Own ? <Own {...props} /> : <VerbDialog {...props} />;
}
