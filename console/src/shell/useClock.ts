/** Seconds that pass on the screen. */
import { useEffect, useState } from "react";

/** Now, in milliseconds since the epoch, renewed each second while `running`. */
export function useClock(running = true): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}
