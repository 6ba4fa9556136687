/** What a dispatcher corrects before an order goes out: six fields, each with one click or one key. */
import type { Advice, Candidate, Order } from "../api/types";
import { sameValue } from "../draft/autofill";

export interface Correction {
  category_code: string | null;
  lead_code: string | null;
  assist_codes: string[];
  guidance_code: string | null;
  request_type: Advice["request_type"];
  urgency: Advice["urgency"];
  place_text: string;
  place_code: string | null;
}

export const NAMES = ["category_code", "lead_code", "assist_codes", "guidance_code", "request_type", "urgency", "place_text", "place_code"] as const;

export function correctionOf(order: Order): Correction {
  const guidance = order.parts.find((part) => part.role === "guidance")?.unit.code ?? null;
  return {
    category_code: order.category?.code ?? null,
    lead_code: order.departments.lead?.code ?? null,
    assist_codes: order.departments.assist.map((unit) => unit.code),
    guidance_code: guidance,
    request_type: order.request_type as Advice["request_type"],
    urgency: order.urgency as Advice["urgency"],
    place_text: order.place_text,
    place_code: order.place_code,
  };
}

/** The fields that differ from the order, as the API takes them. */
export function changes(order: Order, chosen: Correction): Partial<Correction> {
  const stored = correctionOf(order);
  return Object.fromEntries(NAMES.filter((name) => !sameValue(stored[name], chosen[name])).map((name) => [name, chosen[name]]));
}

/** A unit of the list, with those that come along. */
export const withUnit = ({ lead, assist, guidance }: Candidate): Pick<Correction, "lead_code" | "assist_codes" | "guidance_code"> => ({
  lead_code: lead.code,
  assist_codes: assist.map((unit) => unit.code).filter((code) => code !== lead.code),
  guidance_code: guidance && guidance.code !== lead.code ? guidance.code : null,
});

/** Another place typed by hand has no code until somebody gives it one. */
export const withPlace = (place_text: string, place_code: string | null = null): Partial<Correction> => ({ place_text, place_code });
