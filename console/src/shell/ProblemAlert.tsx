/** A problem as people see it: what happened, its code, what to do next. */
import { Alert, Button } from "antd";
import { Problem } from "../api/problem";
import { zh } from "../strings";

interface Props {
  error: unknown;
  onRetry?: () => void;
}

export function ProblemAlert({ error, onRetry }: Props) {
  if (!error) return null;
  const problem = Problem.of(error);
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      data-testid="problem"
      title={problem.title}
      description={
        <>
          {problem.detail && <div>{problem.detail}</div>}
          <div>
            {zh.errors.next}：{problem.nextStep}
          </div>
          <div className="quiet">
            {zh.errors.code}：{problem.code}
          </div>
        </>
      }
      action={onRetry && <Button onClick={onRetry}>{zh.errors.retry}</Button>}
    />
  );
}
