/** Where roles stand that have no page of their own yet. */
import { Result } from "antd";
import { useUser } from "../session/store";
import { zh } from "../strings";

export function Home() {
  const user = useUser();
  return <Result status="info" title={`${user.name}（${user.role_name}）`} subTitle={zh.welcome} />;
}
