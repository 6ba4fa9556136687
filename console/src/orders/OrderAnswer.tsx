/** What was answered: within the government, and to the citizen. */
import type { Order } from "../api/types";
import { zh } from "../strings";

export const isAnswered = (order: Order) => order.reply_text !== "" || order.public_reply_text !== "";

export function OrderAnswer({ order: { reply_text, public_reply_text } }: { order: Order }) {
  return (
    <>
      {reply_text && (
        <>
          <h3>{zh.orders.reply}</h3>
          <p className="words">{reply_text}</p>
        </>
      )}
      {public_reply_text && (
        <>
          <h3>{zh.orders.publicReply}</h3>
          <p className="words">{public_reply_text}</p>
        </>
      )}
    </>
  );
}
