/** The units to which an order could go, a key each, with why; a unit that returned it says so. */
import { Tag } from "antd";
import type { Candidate } from "../api/types";
import { zh } from "../strings";

interface Props {
  candidates: readonly Candidate[];
  chosen: string | null;
  onChoose: (candidate: Candidate) => void;
}

export function Candidates({ candidates, chosen, onChoose }: Props) {
  if (candidates.length === 0) return <p className="quiet">{zh.dispatch.noCandidates}</p>;
  return (
    <ol className="candidates" aria-label={zh.dispatch.candidates} data-testid="candidates">
      {candidates.map((one, at) => (
        <li key={one.lead.code}>
          <button
            type="button"
            aria-pressed={one.lead.code === chosen}
            aria-keyshortcuts={String(at + 1)}
            data-code={one.lead.code}
            onClick={() => onChoose(one)}
          >
            <kbd>{at + 1}</kbd> <strong>{one.lead.name}</strong> {one.returned && <Tag color="red">{zh.dispatch.returned}</Tag>}
            <span className="quiet">
              {one.why.join("；")}
              {one.assist.length > 0 && `；${zh.dispatch.withAssist(one.assist.map((unit) => unit.name).join("、"))}`}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}
