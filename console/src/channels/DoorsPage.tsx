/** The channels and the exchange with other systems, a tab each, by what the user may see. */
import { Tabs } from "antd";
import { useQuery } from "@tanstack/react-query";
import { exchange } from "../api/endpoints";
import { keys } from "../events/refresh";
import { may } from "../session/access";
import { useUser } from "../session/store";
import { zh } from "../strings";
import { AlarmsTab } from "./AlarmsTab";
import { ApiKeysTab } from "./ApiKeysTab";
import { ChannelsPage } from "./ChannelsPage";
import { ReconcilingTab } from "./ReconcilingTab";
import { WebhooksTab } from "./WebhooksTab";

const EVERY_MS = 60_000;

export function DoorsPage() {
  const user = useUser();
  const alarms = useQuery({ queryKey: keys.channelAlarms, queryFn: exchange.alarms, refetchInterval: EVERY_MS });
  const open = alarms.data?.items.filter((one) => !one.acknowledged_at).length ?? 0;
  const tabs = [
    { key: "doors", label: zh.doorsTab, children: <ChannelsPage /> },
    { key: "alarms", label: zh.channelAlarms.tab(open), children: <AlarmsTab query={alarms} mayWork={may(user, "deliveries.work")} /> },
    { key: "reconciling", label: zh.reconciling.tab, children: <ReconcilingTab mayWork={may(user, "deliveries.work")} /> },
  ];
  if (may(user, "channels.set")) tabs.push({ key: "webhooks", label: zh.hooks.tab, children: <WebhooksTab /> });
  if (may(user, "api_clients")) tabs.push({ key: "keys", label: zh.apiKeys.tab, children: <ApiKeysTab /> });
  return <Tabs className="page" items={tabs} destroyOnHidden />;
}
