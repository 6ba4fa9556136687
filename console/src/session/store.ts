/** Who is signed in, in this browser tab. The cookie is the server's; the CSRF token lives here only. */
import { create } from "zustand";
import type { Session } from "../api/types";

interface SessionState {
  /** null: nobody; undefined: not asked yet. */
  session: Session | null | undefined;
  /** The last session ended by itself: the login page says so. */
  expired: boolean;
  open: (session: Session) => void;
  close: (expired?: boolean) => void;
}

export const useSession = create<SessionState>()((set, get) => ({
  session: undefined,
  expired: false,
  open: (session) => set({ session, expired: false }),
  close: (expired = false) => set({ session: null, expired: expired && get().session != null }),
}));

/** The signed-in user; only for parts that are shown to signed-in users. */
export function useUser() {
  const session = useSession((state) => state.session);
  if (!session) throw new Error("used outside of the signed-in shell");
  return session.user;
}
