/** Keyboard shortcuts of a page. A key is written as in `Ctrl+Enter`, `F2` or `j`. */
import { useEffect, useRef } from "react";

export type Shortcuts = Partial<Record<string, () => void>>;

/** Boxes to tick and buttons keep these keys only. */
const PRESSED = new Set([" ", "Enter", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);
const TICKED = new Set(["checkbox", "radio", "button", "submit"]);

/** Whether the key belongs to what has the focus: a field in which somebody types, or a button that it would press. */
function belongsTo(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  if (target instanceof HTMLInputElement) return !TICKED.has(target.type) || PRESSED.has(key);
  return target.closest("button, a, [role=tab], [role=menuitem]") !== null && PRESSED.has(key);
}

let pauses = 0;

/** While this is mounted, as in a dialog, the page behind it hears no keys. */
export function useShortcutsPaused(): void {
  useEffect(() => {
    pauses += 1;
    return () => void (pauses -= 1);
  }, []);
}

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
      if (!act || event.isComposing || event.defaultPrevented) return;
      if (/^F\d+$/.test(name) ? false : pauses > 0 || (!everywhere && belongsTo(event.target, event.key))) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
