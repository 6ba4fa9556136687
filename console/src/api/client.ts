/** One way to the API: cookie, CSRF token, Idempotency-Key, and refusals as `Problem`. */
import { useSession } from "../session/store";
import { zh } from "../strings";
import { Problem } from "./problem";

type Query = Record<string, string | number | boolean | null | undefined>;

interface CallOptions {
  query?: Query;
  body?: unknown;
}

export const BASE = "/api/v1";

/** Not randomUUID: that exists on secure pages only. */
function idempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function address(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return `${BASE}${path}${search && `?${search}`}`;
}

function headersFor(method: string, body: unknown): Headers {
  const headers = new Headers({ Accept: "application/json" });
  if (body !== undefined) headers.set("Content-Type", "application/json");
  if (method === "GET") return headers;
  const csrf = useSession.getState().session?.csrf;
  if (csrf) headers.set("X-CSRF-Token", csrf);
  if (method === "POST") headers.set("Idempotency-Key", idempotencyKey());
  return headers;
}

/** Asks the API; throws `Problem`. A refused session signs the user out everywhere on the page. */
export async function call<T>(method: string, path: string, { query, body }: CallOptions = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(address(path, query), {
      method,
      headers: headersFor(method, body),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new Problem(zh.errors.network, "network", 0);
  }
  const answer: unknown = response.status === 204 ? null : await response.json().catch(() => null);
  if (response.ok) return answer as T;
  const problem = Problem.fromBody(response.status, answer);
  if (problem.code === "not-signed-in") useSession.getState().close(true);
  throw problem;
}
