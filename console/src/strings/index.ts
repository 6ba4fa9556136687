/** Every word that the console says to people, a file a room. Terms are those of docs/glossary.md. */
import { calls } from "./calls";
import { dispatch } from "./dispatch";
import { draft } from "./draft";
import { orders } from "./orders";
import { phone } from "./phone";
import { problems } from "./problems";
import { session } from "./session";
import { shell } from "./shell";
import { telephone } from "./telephone";
import { verbs } from "./verbs";

export const zh = {
  ...shell,
  ...session,
  ...phone,
  ...calls,
  ...draft,
  ...dispatch,
  ...orders,
  ...verbs,
  ...telephone,
  ...problems,
} as const;
