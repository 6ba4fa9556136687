/** What was typed and not sent yet: survives a closed dialog and a reload, in this tab only. It ends with the login. */
import type { Values } from "./asked";

const PREFIX = "typed:";

export const keyOf = (orderNo: string, verb: string) => `${PREFIX}${orderNo}:${verb}`;

export function recall(key: string): Values | null {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
    return typeof found === "object" && found !== null ? (found as Values) : null;
  } catch {
    return null;
  }
}

export function keep(key: string, values: object): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(values));
  } catch {
    // A full or forbidden store costs the autosave, never the work itself.
  }
}

export const forget = (key: string) => sessionStorage.removeItem(key);

const OWNER = "typed-by";

/** Whoever signs in finds what he typed himself, never what somebody else did: whether what is here is his. */
export function keptFor(userId: number): boolean {
  const his = sessionStorage.getItem(OWNER) === String(userId);
  if (!his) forgetAll();
  sessionStorage.setItem(OWNER, String(userId));
  return his;
}

/** At the end of a session: nothing of the orders stays for whoever sits here next. */
export function forgetAll(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) forget(key);
}
