/** Lets signed-in users through; asks the server who that is when the page was just loaded. */
import { Spin } from "antd";
import { useEffect, useState, type ReactNode } from "react";
import { Navigate, useLocation } from "react-router";
import { session as sessions } from "../api/endpoints";
import { Problem } from "../api/problem";
import { ProblemAlert } from "../shell/ProblemAlert";
import { takeUpDesk } from "../desk/keep";
import { useSession } from "./store";

export function SignedIn({ children }: { children: ReactNode }) {
  const { session, open, close } = useSession();
  const [error, setError] = useState<unknown>(null);
  const location = useLocation();
  const unknown = session === undefined;

  useEffect(() => {
    if (!unknown || error) return;
    sessions.current().then(open, (reason: unknown) => {
      if (Problem.of(reason).status === 401) close();
      else setError(reason);
    });
  }, [unknown, error, open, close]);

  const userId = session?.user.id;
  useEffect(() => {
    if (userId !== undefined) takeUpDesk(userId);
  }, [userId]);

  if (error) return <ProblemAlert error={error} onRetry={() => setError(null)} />;
  if (unknown) return <Spin size="large" fullscreen />;
  if (session === null) {
    return <Navigate to="/login" replace state={{ from: location.pathname + location.search }} />;
  }
  return children;
}
