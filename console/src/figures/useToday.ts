/** The calendar day in Shanghai, also after a midnight that the page lives through. */
import { useEffect, useState } from "react";
import { dayOf } from "./view";

const LOOK_MS = 30_000;

export function useToday(): string {
  const [today, setToday] = useState(() => dayOf(Date.now()));
  useEffect(() => {
    const timer = setInterval(() => setToday(dayOf(Date.now())), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return today;
}
