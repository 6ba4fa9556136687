/** In a demonstration, says where the logins are and how to be the citizen. */
import { Alert } from "antd";
import { useQuery } from "@tanstack/react-query";
import { health } from "../api/endpoints";
import { zh } from "../strings";

export function DemoHint() {
  const { data } = useQuery({ queryKey: ["health"], queryFn: health, retry: false });
  if (!data?.demo) return null;
  return (
    <Alert
      type="info"
      data-testid="demo-hint"
      title={zh.login.demoTitle}
      description={
        <>
          <p>{zh.login.demo}</p>
          <a href="/telephone" target="_blank" rel="noreferrer">
            {zh.login.demoTelephone}
          </a>
        </>
      }
    />
  );
}
