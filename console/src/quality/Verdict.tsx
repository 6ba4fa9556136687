/** The score that holds, and whether it passes. */
import { Tag } from "antd";
import { zh } from "../strings";

interface Props {
  score: number | null | undefined;
  passed: boolean | null | undefined;
}

export function Verdict({ score, passed }: Props) {
  if (score == null || passed == null) return null;
  return (
    <span data-testid="verdict">
      <Tag color={passed ? "green" : "red"}>{passed ? zh.quality.passed : zh.quality.failed}</Tag>
      <span className="number">{zh.quality.score(score)}</span>
    </span>
  );
}
