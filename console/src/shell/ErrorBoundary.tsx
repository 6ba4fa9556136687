/** When the console itself stumbles: says so, instead of a blank page. */
import { Button, Result } from "antd";
import { Component, type ReactNode } from "react";
import { zh } from "../strings";

interface State {
  error: Error | null;
}

export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: Error): State {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <Result
        status="error"
        title={zh.errors.unexpected}
        subTitle={`${zh.errors.code}：console-error（${error.message}）`}
        extra={
          <Button type="primary" onClick={() => location.reload()}>
            {zh.errors.reload}
          </Button>
        }
      />
    );
  }
}
