/** The city's categories and departments for forms and filters. They change seldom. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { catalogue } from "../api/endpoints";
import type { Category } from "../api/types";
import { keys } from "../events/refresh";

const HOUR_MS = 3_600_000;

export interface CategoryNode {
  value: string;
  label: string;
  children?: CategoryNode[];
}

/** The tree that a cascader wants. */
export function treeOf(categories: readonly Category[]): CategoryNode[] {
  const nodes = new Map<string, CategoryNode>(categories.map(({ code, name }) => [code, { value: code, label: name }]));
  const roots: CategoryNode[] = [];
  for (const { code, parent } of categories) {
    const node = nodes.get(code);
    const above = nodes.get(parent);
    if (!node) continue;
    if (above) (above.children ??= []).push(node);
    else roots.push(node);
  }
  return roots;
}

/** Codes of 2, 4 and 6 digits from the first level down. */
export const codePath = (code: string | null): string[] =>
  code === null ? [] : [2, 4, 6].filter((length) => length <= code.length).map((length) => code.slice(0, length));

export function useCategories() {
  const query = useQuery({ queryKey: keys.catalogue("categories"), queryFn: catalogue.categories, staleTime: HOUR_MS });
  const items = query.data?.items;
  const tree = useMemo(() => treeOf(items ?? []), [items]);
  const names = useMemo(() => new Map((items ?? []).map((item) => [item.code, item.name])), [items]);
  const pathOf = (code: string | null) => codePath(code).map((part) => names.get(part) ?? part);
  return { tree, pathOf, loading: query.isLoading };
}

export function useDepartments() {
  const query = useQuery({ queryKey: keys.catalogue("departments"), queryFn: catalogue.departments, staleTime: HOUR_MS });
  const items = query.data?.items;
  const options = useMemo(
    () =>
      (items ?? []).map(({ code, name, short, aliases }) => ({
        value: code,
        label: name,
        search: [name, short, code, ...aliases].join(" "),
      })),
    [items],
  );
  const nameOf = (code: string | null) => items?.find((item) => item.code === code)?.name ?? code ?? "";
  return { options, nameOf, loading: query.isLoading };
}
