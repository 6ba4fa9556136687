/** What the marks come to, once every item has one. */
import type { ScoreItem } from "../api/types";
import { zh } from "../strings";
import { outcome, type Given } from "./marks";
import { Verdict } from "./Verdict";

interface Props {
  items: readonly ScoreItem[];
  given: Given;
  passMark: number;
}

export function SheetTotal({ items, given, passMark }: Props) {
  const found = outcome(items, given, passMark);
  if (found === null) return <span className="quiet" data-testid="total">—</span>;
  return (
    <span data-testid="total">
      <Verdict score={found.score} passed={found.passed} /> <span className="quiet">{zh.quality.passMark(passMark)}</span>
    </span>
  );
}
