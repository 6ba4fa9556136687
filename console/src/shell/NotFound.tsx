import { Button, Result } from "antd";
import { useNavigate } from "react-router";
import { homeOf } from "../session/access";
import { useUser } from "../session/store";
import { zh } from "../strings";

/** An address that leads nowhere, or to a page that the role does not have. */
export function NotFound() {
  const navigate = useNavigate();
  const home = homeOf(useUser());
  return (
    <Result
      status="404"
      title={zh.errors.notFoundPage}
      extra={
        <Button type="primary" onClick={() => void navigate(home)}>
          {zh.errors.home}
        </Button>
      }
    />
  );
}
