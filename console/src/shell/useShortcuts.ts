/** Keyboard shortcuts of a page. A key is written as in `Ctrl+Enter`, `F2` or `j`. */
import { useEffect, useRef } from "react";

export type Shortcuts = Partial<Record<string, () => void>>;

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT|BUTTON|A)$/.test(target.tagName));

export function nameOf(event: Pick<KeyboardEvent, "ctrlKey" | "metaKey" | "altKey" | "key">): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${key}`;
}

/** Plain letters work only while nobody types; function keys and combinations with Ctrl work everywhere. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const name = nameOf(event);
      const act = current.current[name];
      const everywhere = name.startsWith("Ctrl+") || /^F\d+$/.test(name);
      if (!act || event.isComposing || (!everywhere && typing(event.target))) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
