/** The desk over a reload: what lies on it is kept in this tab until it is cleared away or somebody else signs in. */
import { forget, keep, keptFor, recall } from "../verbs/kept";
import { CLEAR, useDesk, type Desk } from "./store";
import type { FieldName } from "../draft/autofill";

const KEY = "typed:desk";

type Kept = Omit<Desk, "draft"> & { draft: Omit<Desk["draft"], "touched"> & { touched: FieldName[] } };

const isClear = ({ conversationId, order, unsaved }: Desk) => conversationId === null && order === null && !unsaved;

const kept = ({ conversationId, draft, advice, adviceText, order, unsaved }: Desk): Kept => ({
  conversationId,
  draft: { ...draft, touched: [...draft.touched] },
  advice,
  adviceText,
  order,
  unsaved,
});

useDesk.subscribe((desk) => {
  if (isClear(desk)) forget(KEY);
  else keep(KEY, kept(desk));
});

/** At the beginning of a page: the user's own desk as he left it; nothing of anybody else's. */
export function takeUpDesk(userId: number): void {
  if (!keptFor(userId)) {
    useDesk.setState(CLEAR);
    return;
  }
  const found = recall(KEY) as Kept | null;
  if (found && isClear(useDesk.getState())) {
    useDesk.setState({ ...found, draft: { ...found.draft, touched: new Set(found.draft.touched) } });
  }
}
