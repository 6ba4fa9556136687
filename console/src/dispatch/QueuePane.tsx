/** One queue: its orders as a list that keys walk, and the chosen one beside it. */
import { Empty } from "antd";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { desk } from "../api/endpoints";
import { keys } from "../events/refresh";
import { ProblemAlert } from "../shell/ProblemAlert";
import { useShortcuts } from "../shell/useShortcuts";
import { zh } from "../strings";
import { DeskOrderPane } from "./DeskOrderPane";
import { after, stepped } from "./queue";
import { QueueList } from "./QueueList";

export function QueuePane({ queue }: { queue: string }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const query = useInfiniteQuery({
    queryKey: [...keys.dispatch, "queue", queue],
    queryFn: ({ pageParam }) => desk.queue(queue, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? null,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  // An order that somebody else has done stays on the screen until this dispatcher goes on himself.
  const shown = chosen ?? items[0]?.order_no ?? null;
  useShortcuts({
    j: () => setChosen(stepped(items, shown, 1)),
    k: () => setChosen(stepped(items, shown, -1)),
  });
  return (
    <>
      <div className="queue">
        <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
        <QueueList
          queue={queue}
          items={items}
          loading={query.isLoading}
          chosen={shown}
          onChoose={setChosen}
          onMore={query.hasNextPage ? () => void query.fetchNextPage() : null}
        />
      </div>
      <div className="at-hand">
        {shown ? (
          <DeskOrderPane key={shown} orderNo={shown} onMoved={() => setChosen(after(items, shown))} />
        ) : (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={items.length ? zh.dispatch.choose : zh.dispatch.empty} />
        )}
      </div>
    </>
  );
}
