/** One-key verbs. A letter may serve several verbs: the first that is open is meant. */

export const VERB_KEYS: Partial<Record<string, string>> = {
  // the hotline's desks
  edit: "e",
  submit: "s",
  dispatch: "d",
  approve: "y",
  send_back_draft: "n",
  merge: "m",
  reject: "x",
  agree_return: "y",
  refuse_return: "n",
  refer_arbitration: "z",
  rule: "d",
  grant_extension: "y",
  refuse_extension: "n",
  grant_listing: "y",
  refuse_listing: "n",
  accept_reply: "y",
  send_back_reply: "n",
  urge: "u",
  supervise: "b",
  // the units' desk
  sign: "s",
  sign_part: "s",
  request_return: "t",
  return_part: "t",
  contact: "c",
  report_progress: "p",
  sub_dispatch: "a",
  request_extension: "v",
  request_listing: "g",
  submit_part: "r",
  reply: "r",
  request_sign_off: "q",
  sign_off: "y",
  refuse_sign_off: "n",
  // call-back and the end
  record_callback: "h",
  try_callback: "w",
  redo: "d",
  reopen: "o",
};

/** Done at once: they ask for nothing, and signing a heap must be quick. All others show a dialog first. */
export const AT_ONCE: ReadonlySet<string> = new Set(["sign", "sign_part"]);
