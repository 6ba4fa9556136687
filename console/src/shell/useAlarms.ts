/** What the platform cannot mend itself, told at once to those who can; the server sends it to nobody else. */
import { App } from "antd";
import { useEffect } from "react";
import { onLive } from "../events/live";
import { zh } from "../strings";

export function useAlarms(): void {
  const { notification } = App.useApp();
  useEffect(
    () =>
      onLive(({ topic, subject, data }) => {
        // an emergency nobody has taken is told by itself, with the way to its order
        if (topic !== "alarm" || data.code === "emergency-unacknowledged") return;
        if (subject.startsWith("channel:")) return; // these stand as rows on the channels' page, until they are over
        notification.error({
          key: `alarm-${subject}`,
          title: zh.alarms[String(data.code)] ?? zh.alarm,
          description: String(data.message ?? data.order_no ?? data.code),
          duration: 0,
        });
      }),
    [notification],
  );
}
