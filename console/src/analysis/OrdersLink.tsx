/** A number that opens the orders behind it. */
import { Link } from "react-router";
import { may } from "../session/access";
import { useUser } from "../session/store";

interface Props {
  count: number;
  /** The order list's filter. */
  wanted: Record<string, string>;
  label?: string;
}

export function OrdersLink({ count, wanted, label }: Props) {
  const reads = may(useUser(), "orders.read");
  const shown = count.toLocaleString("zh-CN");
  if (!reads || count === 0) return <span className="number">{shown}</span>;
  return (
    <Link className="number" to={`/orders?${new URLSearchParams(wanted)}`} aria-label={label ? `${label} ${shown}` : shown}>
      {shown}
    </Link>
  );
}
