/** A refusal of the API (RFC 9457), or the network's: with a stable code, and what a person can do next. */
import { zh } from "../strings";

interface ProblemBody {
  title?: unknown;
  code?: unknown;
  detail?: unknown;
}

export class Problem extends Error {
  constructor(
    readonly title: string,
    readonly code: string,
    readonly status: number,
    readonly detail: string | null = null,
  ) {
    super(`${title} (${code})`);
  }

  get nextStep(): string {
    const steps: Partial<Record<string | number, string>> = zh.nextSteps;
    return steps[this.code] ?? steps[this.status] ?? steps[500] ?? "";
  }

  static fromBody(status: number, body: unknown): Problem {
    const { title, code, detail } = (typeof body === "object" && body !== null ? body : {}) as ProblemBody;
    return new Problem(
      typeof title === "string" ? title : zh.errors.unexpected,
      typeof code === "string" ? code : `http-${status}`,
      status,
      typeof detail === "string" ? detail : null,
    );
  }

  /** Whatever was thrown, as a problem. */
  static of(error: unknown): Problem {
    if (error instanceof Problem) return error;
    return new Problem(zh.errors.unexpected, "console-error", 0, error instanceof Error ? error.message : String(error));
  }
}
