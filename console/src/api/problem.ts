/** A refusal of the API (RFC 9457), or the network's: with a stable code, and what a person can do next. */
import { zh } from "../strings";

interface ProblemBody {
  title?: unknown;
  code?: unknown;
  detail?: unknown;
  /** Which field of the workflow is at fault. */
  field?: unknown;
  errors?: unknown;
}

/** What the API says of single fields: names as it knows them. */
function fieldsOf({ field, detail, errors }: ProblemBody): string[] {
  if (typeof field === "string" && typeof detail === "string") return [field];
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error: { field?: unknown }) =>
    typeof error.field === "string" ? [error.field.replace(/^body\./, "").split(".")[0] ?? ""] : [],
  );
}

export class Problem extends Error {
  constructor(
    readonly title: string,
    readonly code: string,
    readonly status: number,
    readonly detail: string | null = null,
    /** The fields at fault, by the workflow's names. */
    readonly fields: readonly string[] = [],
    /** What else the code adds (docs/api.md). */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${title} (${code})`);
  }

  get nextStep(): string {
    const steps: Partial<Record<string | number, string>> = zh.nextSteps;
    return steps[this.code] ?? steps[this.status] ?? steps[500] ?? "";
  }

  static fromBody(status: number, body: unknown): Problem {
    const given = (typeof body === "object" && body !== null ? body : {}) as ProblemBody;
    const { title, code, detail } = given;
    return new Problem(
      typeof title === "string" ? title : zh.errors.unexpected,
      typeof code === "string" ? code : `http-${status}`,
      status,
      typeof detail === "string" ? detail : null,
      fieldsOf(given),
      given as Record<string, unknown>,
    );
  }

  /** Whatever was thrown, as a problem. */
  static of(error: unknown): Problem {
    if (error instanceof Problem) return error;
    return new Problem(zh.errors.unexpected, "console-error", 0, error instanceof Error ? error.message : String(error));
  }
}
