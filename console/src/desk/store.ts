/** What lies on the agent's desk: the call at hand and its form. Lives across routes; the form stays after the call. */
import { create } from "zustand";
import type { Advice, FormFields, Order } from "../api/types";
import { adopt, edit, EMPTY_DRAFT, propose, type Draft, type FieldName } from "../draft/autofill";
import { proposalOf } from "../draft/proposal";

export interface Desk {
  conversationId: string | null;
  draft: Draft;
  advice: Advice | null;
  /** The words that the advice's reasons point into. */
  adviceText: string;
  /** The order as last saved from here. */
  order: Order | null;
  /** Changed since the last save. */
  unsaved: boolean;
}

export const CLEAR: Desk = {
  conversationId: null,
  draft: EMPTY_DRAFT,
  advice: null,
  adviceText: "",
  order: null,
  unsaved: false,
};

interface DeskActions {
  /** A call came to this desk; the same one twice changes nothing. */
  begin: (conversationId: string | null) => void;
  /** The call went to another desk. */
  withdraw: (conversationId: string) => void;
  proposal: (conversationId: string, advice: Advice | null, form: Partial<FormFields>) => void;
  edit: (changes: Partial<FormFields>) => void;
  adopt: (field: FieldName) => void;
  saved: (order: Order, written: FormFields) => void;
}

export const useDesk = create<Desk & DeskActions>()((set, get) => ({
  ...CLEAR,
  begin: (conversationId) => {
    if (conversationId === null || conversationId !== get().conversationId) set({ ...CLEAR, conversationId });
  },
  withdraw: (conversationId) => {
    if (get().conversationId === conversationId) set(CLEAR);
  },
  proposal: (conversationId, advice, form) => {
    const { conversationId: mine, draft } = get();
    if (conversationId !== mine) return;
    set({ draft: propose(draft, proposalOf(advice, form)), ...(advice ? { advice, adviceText: form.content ?? "" } : {}) });
  },
  edit: (changes) => set(({ draft }) => ({ draft: edit(draft, changes), unsaved: true })),
  adopt: (field) => set(({ draft }) => ({ draft: adopt(draft, field), unsaved: true })),
  // What was typed while the save was on its way is not saved yet.
  saved: (order, written) => set(({ draft }) => ({ order, unsaved: draft.values !== written })),
}));
