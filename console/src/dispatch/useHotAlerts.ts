/** A new alert is told at once, wherever in the console its people are; the shift leader need not look for it. */
import { App } from "antd";
import { useEffect } from "react";
import { useNavigate } from "react-router";
import { onLive } from "../events/live";
import { zh } from "../strings";

export function useHotAlerts(mine: boolean): void {
  const { notification } = App.useApp();
  const navigate = useNavigate();
  useEffect(
    () =>
      onLive(({ topic, subject, data }) => {
        if (!mine || topic !== "hot.alert" || data.seen) return;
        notification.warning({
          key: `hot-${subject}`,
          title: `${zh.dispatch.hot}：${String(data.level)}`,
          description: String(data.title),
          duration: 0,
          onClick: () => void navigate("/dispatch/hot"),
        });
      }),
    [mine, notification, navigate],
  );
}
