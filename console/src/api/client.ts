/** One way to the API: cookie, CSRF token, Idempotency-Key, and refusals as `Problem`. */
import createClient, { type Middleware } from "openapi-fetch";
import { useSession } from "../session/store";
import { zh } from "../strings";
import { Problem } from "./problem";
import type { paths } from "./schema";

/** Not randomUUID: that exists on secure pages only. */
function idempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const SAFE = new Set(["GET", "HEAD"]);

const conventions: Middleware = {
  onRequest: ({ request }) => {
    if (SAFE.has(request.method)) return;
    const csrf = useSession.getState().session?.csrf;
    if (csrf) request.headers.set("X-CSRF-Token", csrf);
    request.headers.set("Idempotency-Key", idempotencyKey());
  },
  onError: () => new Problem(zh.errors.network, "network", 0),
};

export const api = createClient<paths>();
api.use(conventions);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What the API answered; throws `Problem`. A refused session signs the user out everywhere on the page. */
export async function answer<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await asked;
  if (response.ok) return data as T;
  const problem = Problem.fromBody(response.status, error);
  if (problem.code === "not-signed-in") useSession.getState().close(true);
  throw problem;
}
