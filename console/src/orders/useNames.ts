/** Names for the codes of units and categories. */
import { useCategories, useDepartments } from "../draft/catalogue";
import type { Names } from "./said";

export function useNames(): Names {
  const { nameOf } = useDepartments();
  const { pathOf } = useCategories();
  return { department: nameOf, category: (code) => pathOf(code).join(" / ") };
}
