/** The marks of a sheet that is being filled in. */
import { useState } from "react";
import type { ScoreItem } from "../api/types";
import { begun, type Given } from "./marks";

export function useMarks(items: readonly ScoreItem[]) {
  const [given, setGiven] = useState<Given>(() => begun(items));
  const give = (code: string, points: number | null) =>
    setGiven((now) =>
      points === null
        ? Object.fromEntries(Object.entries(now).filter(([name]) => name !== code))
        : { ...now, [code]: points },
    );
  return { given, give, setGiven };
}
