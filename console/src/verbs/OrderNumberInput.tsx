/** Another order's number; what it is about is shown as soon as it is whole. */
import { Input } from "antd";
import { useQuery } from "@tanstack/react-query";
import { orders } from "../api/endpoints";
import { keys } from "../events/refresh";
import { StateTag } from "../orders/tags";
import { zh } from "../strings";
import type { InputProps } from "./FieldInput";

export const ORDER_NO = /^[A-Z]{4}\d{15}$/;

export function OrderNumberInput({ id, value, onChange, field }: InputProps) {
  const number = typeof value === "string" ? value : "";
  const whole = ORDER_NO.test(number);
  const found = useQuery({ queryKey: keys.order(number), queryFn: () => orders.get(number), enabled: whole, retry: false });
  return (
    <>
      <Input
        {...(id === undefined ? {} : { id })}
        aria-label={field.chinese}
        value={number}
        maxLength={field.longest ?? 40}
        onChange={(event) => onChange?.(event.target.value.trim().toUpperCase())}
      />
      {found.data && (
        <div className="quiet">
          {found.data.title} <StateTag state={found.data.state} name={found.data.state_name} />
        </div>
      )}
      {whole && found.error && <div className="warning">{zh.verbs.orderUnknown}</div>}
    </>
  );
}
