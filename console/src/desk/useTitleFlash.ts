/** The browser tab calls for attention while `on`. */
import { useEffect } from "react";

const EVERY_MS = 700;

export function useTitleFlash(on: boolean, words: string): void {
  useEffect(() => {
    if (!on) return;
    const usual = document.title;
    let flashed = false;
    const flash = () => {
      flashed = !flashed;
      document.title = flashed ? `${words}${usual}` : usual;
    };
    flash();
    const timer = setInterval(flash, EVERY_MS);
    return () => {
      clearInterval(timer);
      document.title = usual;
    };
  }, [on, words]);
}
