/** A channel's settings as a form: fields out of the JSON Schema that the server made from its model. */

export interface SettingField {
  name: string;
  title: string;
  hint: string;
  kind: "text" | "secret" | "number" | "flag" | "list" | "numbers";
  required: boolean;
}

interface Property {
  title?: string;
  description?: string;
  type?: string;
  format?: string;
  writeOnly?: boolean;
  anyOf?: Property[];
  items?: Property;
}

const shape = (property: Property): Property => property.anyOf?.find((one) => one.type !== "null") ?? property;

function kindOf(property: Property): SettingField["kind"] {
  const { type, format, writeOnly, items } = { ...property, ...shape(property) };
  if (writeOnly || format === "password") return "secret";
  if (type === "integer" || type === "number") return "number";
  if (type === "boolean") return "flag";
  if (type === "array") return items?.type === "integer" ? "numbers" : "list";
  return "text";
}

export function fieldsOf(schema: Record<string, unknown>): SettingField[] {
  const properties = (schema["properties"] ?? {}) as Record<string, Property>;
  const required = (schema["required"] ?? []) as string[];
  return Object.entries(properties).map(([name, property]) => ({
    name,
    title: property.title ?? name,
    hint: property.description ?? "",
    kind: kindOf(property),
    required: required.includes(name),
  }));
}

const words = (given: string): string[] =>
  given
    .split(/[,，、\s]+/)
    .map((word) => word.trim())
    .filter(Boolean);

/** What a form shows of a value. */
export const shownAs = (value: unknown): unknown => (Array.isArray(value) ? value.join("，") : (value ?? undefined));

/** What the server gets: an empty field is left out, so that its default holds. */
export function valuesOf(fields: SettingField[], given: Record<string, unknown>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { name, kind } of fields) {
    const value = given[name];
    if (value === undefined || value === null || value === "") continue;
    const several = (kind === "list" || kind === "numbers") && typeof value === "string" ? words(value) : null;
    values[name] = several && kind === "numbers" ? several.map(Number) : (several ?? value);
  }
  return values;
}
