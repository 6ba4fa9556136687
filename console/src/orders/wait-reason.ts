/** Why an order waits for a person, in words. The platform writes codes, people write what they like. */
import type { OrderSummary } from "../api/types";
import { zh } from "../strings";

const words: Partial<Record<string, string>> = zh.waitReasons;

export const waitReason = ({ wait_reason }: Pick<OrderSummary, "wait_reason">): string => words[wait_reason] ?? wait_reason;
