/** A list of which one line is chosen: it scrolls to that line, and says why there is none. */
import { Empty } from "antd";
import { useEffect, useRef, type ReactNode } from "react";

interface Props {
  title: string;
  empty: string;
  /** Key of the chosen line, which is its `aria-selected` one. */
  chosen: string | number | null;
  children: ReactNode[];
}

export function ChosenList({ title, empty, chosen, children }: Props) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  if (children.length === 0) return <Empty description={empty} />;
  return (
    <ul ref={list} className="unit-list" role="listbox" aria-label={title} tabIndex={-1}>
      {children}
    </ul>
  );
}
