/** The three levels of matters as a tree: choose one to change it, or add one below it. */
import { Button, Empty, Input, Tag, Tree, type TreeDataNode } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState, type Key } from "react";
import { keys } from "../events/refresh";
import { Freshness } from "../shell/Freshness";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { city, type Cells, type Entry, type SheetBody } from "./endpoints";
import { EntryDialog } from "./EntryDialog";

const MANY = 2_000;
const DEEPEST = 3;

/** Codes of 2, 4 and 6 digits become a tree; with `words`, only what has them and what lies above it. */
export function treeOf(entries: readonly Entry[], words: string): { nodes: TreeDataNode[]; open: string[] } {
  const found = entries.filter(({ key, cells }) => !words || key.startsWith(words) || cells["name"]?.includes(words));
  const wanted = new Set(found.flatMap(({ key }) => [key, key.slice(0, 4), key.slice(0, 2)]));
  const nodes = new Map<string, TreeDataNode & { children: TreeDataNode[] }>();
  const roots: TreeDataNode[] = [];
  for (const { key, cells, in_use } of [...entries].sort((a, b) => a.key.localeCompare(b.key))) {
    if (!wanted.has(key)) continue;
    const title = (
      <span className={in_use ? "" : "quiet"}>
        <span className="number">{key}</span> {cells["name"]} {!in_use && <Tag>{zh.city.retired}</Tag>}
      </span>
    );
    const node = { key, title, children: [] };
    nodes.set(key, node);
    (nodes.get(key.slice(0, -2))?.children ?? roots).push(node);
  }
  return { nodes: roots, open: words ? [...wanted] : [] };
}

export function CategoryTab({ sheet }: { sheet: SheetBody }) {
  const [words, setWords] = useState("");
  const [open, setOpen] = useState<Key[]>([]);
  const [opened, setOpened] = useState<{ entry: Entry | null; begin: Cells } | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const query = useQuery({
    queryKey: [...keys.catalogue("sheet"), sheet.name, "all"],
    queryFn: () => city.entries(sheet.name, { limit: MANY }),
  });
  const items = useMemo(() => query.data?.items ?? [], [query.data]);
  const tree = useMemo(() => treeOf(items, words), [items, words]);
  const picked = items.find(({ key }) => key === chosen);
  const level = chosen ? chosen.length / 2 : 0;
  const below = (parent: string) =>
    setOpened({ entry: null, begin: { parent, level: String(parent.length / 2 + 1), code: parent } });

  return (
    <section aria-label={sheet.chinese} className="city-sheet">
      <p className="quiet">
        {sheet.purpose}。{zh.city.treeHint}
      </p>
      <div className="city-bar">
        <Input.Search
          allowClear
          placeholder={zh.city.search}
          aria-label={zh.city.search}
          onSearch={(text) => {
            setWords(text.trim());
            setOpen(treeOf(items, text.trim()).open);
          }}
          className="city-search"
        />
        <Button onClick={() => setOpen(items.map(({ key }) => key))}>{zh.city.expand}</Button>
        <Button onClick={() => setOpen([])}>{zh.city.collapse}</Button>
        <Button onClick={() => below("")}>{zh.city.addTop}</Button>
        {picked && level < DEEPEST && <Button onClick={() => below(picked.key)}>{zh.city.addBelow}</Button>}
        {picked && (
          <Button type="primary" onClick={() => setOpened({ entry: picked, begin: {} })}>
            {zh.city.edit} {picked.key}
          </Button>
        )}
        <span className="grow" />
        <span className="quiet">{zh.city.rows(sheet.in_use, sheet.rows)}</span>
        <Freshness query={query} />
      </div>
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      {query.isSuccess && tree.nodes.length === 0 && (
        <Empty description={words ? zh.city.searchNone : zh.city.emptySheet(sheet.purpose)} />
      )}
      <Tree
        showLine
        blockNode
        aria-label={zh.city.tree}
        treeData={tree.nodes}
        expandedKeys={open}
        onExpand={setOpen}
        selectedKeys={chosen ? [chosen] : []}
        onSelect={([key]) => setChosen(key === undefined ? null : String(key))}
        onDoubleClick={(_, node) => {
          const entry = items.find(({ key }) => key === node.key);
          if (entry) setOpened({ entry, begin: {} });
        }}
      />
      {opened && (
        <EntryDialog
          sheet={sheet}
          entry={opened.entry}
          begin={opened.begin}
          version={query.data?.version ?? 0}
          onClose={() => setOpened(null)}
        />
      )}
    </section>
  );
}
