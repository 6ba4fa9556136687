/** The frame of every page behind the login: pages, presence, live state, who is signed in. */
import { Button, Skeleton } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { Suspense, useEffect, useState } from "react";
import { NavLink, Outlet, useLocation } from "react-router";
import { session as sessions } from "../api/endpoints";
import { listenForDesk } from "../desk/listen";
import { CLEAR, useDesk } from "../desk/store";
import { Presence } from "../desk/Presence";
import { useHotAlerts } from "../dispatch/useHotAlerts";
import { onLive, startLive } from "../events/live";
import { refresher } from "../events/refresh";
import { useEmergencyAlarms } from "../orders/useEmergencyAlarms";
import { agentPhone } from "../phone/agent-phone";
import { isClosed, may, pagesOf } from "../session/access";
import { OwnPassword } from "../session/OwnPassword";
import { useSession, useUser } from "../session/store";
import { zh } from "../strings";
import { forgetAll } from "../verbs/kept";
import { LiveBadge } from "./LiveBadge";
import { NotFound } from "./NotFound";
import { useAlarms } from "./useAlarms";

export function Shell() {
  const user = useUser();
  const close = useSession((state) => state.close);
  const client = useQueryClient();
  const closed = isClosed(user, useLocation().pathname);
  const takesCalls = may(user, "presence");
  const [ownPassword, setOwnPassword] = useState(false);

  useHotAlerts(may(user, "dispatch"));
  useEmergencyAlarms();
  useAlarms();
  useEffect(() => {
    const stops = [
      onLive(refresher(client, user.id)),
      ...(takesCalls ? [onLive(listenForDesk(user.id))] : []),
      startLive(
        () => void client.invalidateQueries(),
        () => close(true),
      ),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [client, user.id, takesCalls, close]);

  const signOut = async () => {
    agentPhone.stop();
    await sessions.close().catch(() => null);
    client.clear();
    useDesk.setState(CLEAR);
    forgetAll();
    close();
  };

  return (
    <div className="shell">
      <a className="skip" href="#main">
        {zh.skip}
      </a>
      <header>
        <strong className="brand">{zh.product}</strong>
        <nav aria-label={zh.nav.main}>
          {pagesOf(user).map((name) => (
            <NavLink key={name} to={`/${name}`}>
              {zh.nav[name]}
            </NavLink>
          ))}
        </nav>
        <div className="grow" />
        {takesCalls && <Presence />}
        <LiveBadge />
        <span data-testid="user">
          {user.name}（{user.role_name}）
        </span>
        <Button size="small" ghost onClick={() => setOwnPassword(true)}>
          {zh.people.own.title}
        </Button>
        <Button size="small" ghost onClick={() => void signOut()}>
          {zh.nav.signOut}
        </Button>
      </header>
      <main id="main" tabIndex={-1}>
        {closed ? (
          <NotFound />
        ) : (
          <Suspense fallback={<Skeleton active className="page" />}>
            <Outlet />
          </Suspense>
        )}
      </main>
      {ownPassword && <OwnPassword onClose={() => setOwnPassword(false)} />}
    </div>
  );
}
