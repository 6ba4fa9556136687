/** Which metrics can be asked so split and so filtered, and why not the others: a call has no unit, a stretch no district. */
import type { FigureDefinition, FigureDimension } from "../api/types";
import { zh } from "../strings";
import type { FilterName, Filters } from "./view";

const CATEGORY_LEVELS: Readonly<Record<number, FigureDimension>> = { 2: "category1", 4: "category2", 6: "category3" };
const COUNTY_DIGITS = 6;

/** The dimension by which a filter's value narrows. */
export function dimensionOf(name: FilterName, value: string): FigureDimension {
  if (name === "category") return CATEGORY_LEVELS[value.length] ?? "category3";
  if (name === "district") return value.length <= COUNTY_DIGITS ? "county" : "town";
  return name;
}

export interface Askable {
  asked: FigureDefinition[];
  left: { definition: FigureDefinition; why: string }[];
}

function whyNot(definition: FigureDefinition, by: FigureDimension | null, filters: Filters, names: ReadonlyMap<string, string>): string | null {
  const has = new Set<string>(definition.by);
  if (by !== null && !has.has(by)) return zh.figures.notBy(names.get(by) ?? by);
  const refused = (Object.entries(filters) as [FilterName, string][]).filter(([name, value]) => !has.has(dimensionOf(name, value)));
  return refused.length > 0 ? zh.figures.notFiltered(refused.map(([name]) => zh.figures.filters[name]).join("、")) : null;
}

/** `names`: what dimensions are called. A key that the API does not define is left out. */
export function askable(
  keys: readonly string[],
  definitions: ReadonlyMap<string, FigureDefinition>,
  by: FigureDimension | null,
  filters: Filters,
  names: ReadonlyMap<string, string>,
): Askable {
  const result: Askable = { asked: [], left: [] };
  for (const key of keys) {
    const definition = definitions.get(key);
    if (!definition) continue;
    const why = whyNot(definition, by, filters, names);
    if (why === null) result.asked.push(definition);
    else result.left.push({ definition, why });
  }
  return result;
}
