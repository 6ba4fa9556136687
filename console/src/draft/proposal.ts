/** Proposals and stored orders as fields of the form, and back as the API wants them. */
import type { Advice, FormFields, Order } from "../api/types";
import { zh } from "../strings";
import { EMPTY_FORM } from "./autofill";

const oneOf = <T extends string>(known: readonly T[], value: string): T | undefined => known.find((each) => each === value);

/** What routing's advice says about the form; the words themselves come with `draft.proposed`. */
export function fieldsOfAdvice(advice: Advice): Partial<FormFields> {
  if (!advice.demand) return {};
  return {
    title: advice.title,
    request_type: advice.request_type,
    urgency: advice.urgency,
    category_code: advice.category?.code ?? null,
    lead_code: advice.departments?.lead?.code ?? null,
    assist_codes: advice.departments?.assist.map((department) => department.code) ?? [],
    place_text: advice.place?.name ?? "",
  };
}

/** A live proposal: the event's form with what only the advice knows. Without a demand, the words alone. */
export function proposalOf(advice: Advice | null, form: Partial<FormFields>): Partial<FormFields> {
  if (advice?.demand === false) return form.content === undefined ? {} : { content: form.content };
  return { ...(advice ? fieldsOfAdvice(advice) : {}), ...form };
}

export function fieldsOfOrder(order: Order): FormFields {
  return {
    title: order.title,
    content: order.content,
    request_type: oneOf(zh.requestTypes, order.request_type) ?? EMPTY_FORM.request_type,
    urgency: oneOf(zh.urgencies, order.urgency) ?? EMPTY_FORM.urgency,
    category_code: order.category?.code ?? null,
    lead_code: order.departments.lead?.code ?? null,
    assist_codes: order.departments.assist.map((department) => department.code),
    place_text: order.place_text,
    // Masked here; what is not sent keeps its stored value.
    citizen_name: "",
    is_secret: order.is_secret,
  };
}

export type OrderBody = Omit<FormFields, "citizen_name"> & { citizen_name?: string; place_code?: string };

/** The form as the API's fields. The place's code goes along while the place is still the proposed one. */
export function bodyOf({ citizen_name, ...fields }: FormFields, advice: Advice | null): OrderBody {
  const place = advice?.place;
  return {
    ...fields,
    ...(citizen_name.trim() ? { citizen_name } : {}),
    ...(place && place.name === fields.place_text ? { place_code: place.code } : {}),
  };
}
