/** When what is on the screen was last read. */
import { ReloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { UseQueryResult } from "@tanstack/react-query";
import { clockTime } from "../format";
import { zh } from "../strings";

export function Freshness({ query }: { query: Pick<UseQueryResult, "dataUpdatedAt" | "isFetching" | "isError" | "refetch"> }) {
  const { dataUpdatedAt, isFetching, isError, refetch } = query;
  return (
    <span className="freshness" data-testid="freshness">
      {isError && dataUpdatedAt > 0 && <span className="warning">{zh.freshness.stale}，</span>}
      {dataUpdatedAt > 0 ? `${zh.freshness.updated} ${clockTime(dataUpdatedAt)}` : zh.freshness.loading}
      <Button
        type="text"
        size="small"
        aria-label={zh.freshness.refresh}
        icon={<ReloadOutlined spin={isFetching} />}
        onClick={() => void refetch()}
      />
    </span>
  );
}
