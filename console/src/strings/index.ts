/** Every word that the console says to people, a file a room. Terms are those of docs/glossary.md. */
import { analysis } from "./analysis";
import { calls } from "./calls";
import { callbacks } from "./callbacks";
import { catalogue } from "./catalogue";
import { dispatch } from "./dispatch";
import { counter } from "./counter";
import { channels } from "./channels";
import { exchange } from "./exchange";
import { figures } from "./figures";
import { draft } from "./draft";
import { orders } from "./orders";
import { people } from "./people";
import { phone } from "./phone";
import { problems } from "./problems";
import { qr } from "./qr";
import { quality } from "./quality";
import { reports } from "./reports";
import { session } from "./session";
import { shell } from "./shell";
import { telephone } from "./telephone";
import { unit } from "./unit";
import { verbs } from "./verbs";

export const zh = {
  ...shell,
  ...session,
  ...phone,
  ...people,
  ...calls,
  ...catalogue,
  ...channels,
  ...exchange,
  ...draft,
  ...dispatch,
  ...orders,
  ...verbs,
  ...unit,
  ...callbacks,
  ...telephone,
  ...qr,
  ...counter,
  ...problems,
  ...analysis,
  ...quality,
  ...reports,
  ...figures,
} as const;
