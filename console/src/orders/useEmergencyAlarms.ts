/** An emergency that nobody at 110 and its like has taken: the supervisors telephone, so it stays until it is closed. */
import { App } from "antd";
import { useEffect } from "react";
import { useNavigate } from "react-router";
import { onLive } from "../events/live";
import { zh } from "../strings";

export function useEmergencyAlarms(): void {
  const { notification } = App.useApp();
  const navigate = useNavigate();
  useEffect(
    () =>
      onLive(({ topic, subject, data }) => {
        if (topic !== "alarm" || data.code !== "emergency-unacknowledged") return;
        notification.error({
          key: `emergency-${subject}`,
          title: zh.orders.emergencyWaits(String(data.service)),
          description: zh.orders.emergencyDo(subject),
          duration: 0,
          onClick: () => void navigate(`/orders/${subject}`),
        });
      }),
    [notification, navigate],
  );
}
