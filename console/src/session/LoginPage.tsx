/** The way in. After it, everybody stands where his work is. */
import { Alert, Button, Card, Form, Input } from "antd";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { session as sessions } from "../api/endpoints";
import { ProblemAlert } from "../shell/ProblemAlert";
import { zh } from "../strings";
import { homeOf } from "./access";
import { DemoHint } from "./DemoHint";
import { useSession } from "./store";

interface Fields {
  login: string;
  password: string;
}

const required = [{ required: true, message: zh.login.missing }];

export function LoginPage() {
  const { session, expired, open } = useSession();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const navigate = useNavigate();
  const from = (useLocation().state as { from?: string } | null)?.from;
  // Somebody who has a session already needs no login; nobody's answer here is no error.
  const current = useQuery({ queryKey: ["session"], queryFn: sessions.current, retry: false, enabled: session === undefined });

  useEffect(() => {
    if (current.data) open(current.data);
  }, [current.data, open]);

  useEffect(() => {
    if (session) void navigate(from && from !== "/" ? from : homeOf(session.user), { replace: true });
  }, [session, from, navigate]);

  const submit = async ({ login, password }: Fields) => {
    setBusy(true);
    setError(null);
    try {
      open(await sessions.open(login.trim(), password));
    } catch (reason) {
      setError(reason);
      setBusy(false);
    }
  };

  return (
    <main className="login">
      <h1>{zh.product}</h1>
      <Card title={zh.login.title}>
        {expired && <Alert type="info" showIcon title={zh.login.expired} />}
        <ProblemAlert error={error} />
        <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => void submit(fields)}>
          <Form.Item name="login" label={zh.login.login} rules={required}>
            <Input autoFocus autoComplete="username" />
          </Form.Item>
          <Form.Item name="password" label={zh.login.password} rules={required}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <Button type="primary" htmlType="submit" block size="large" loading={busy}>
            {zh.login.submit}
          </Button>
        </Form>
      </Card>
      <DemoHint />
    </main>
  );
}
