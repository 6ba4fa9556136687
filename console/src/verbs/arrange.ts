/** Where a verb's button stands: in sight what this role may do in this state, in the menu all others. */
import type { Order, User, VerbState, WorkflowVerb } from "../api/types";
import type { Flow } from "./workflow";

export interface Arranged {
  /** Of this role and this state, in the table's order; closed ones have a reason of their own. */
  buttons: VerbState[];
  /** Did not find room among the buttons. */
  further: VerbState[];
  /** Of this role, for other states. */
  otherStates: VerbState[];
  otherRoles: VerbState[];
}

const ROOM = 9;

type Who = Pick<User, "role" | "department_code" | "units">;

/** Whether it is for the lead's or an assistant's people, and this user is of neither. */
function ofAnotherUnit(order: Order, { department_code, units }: Who, rule: WorkflowVerb): boolean {
  if (department_code === null) return false;
  const assists = order.parts.some((part) => part.role === "assist" && units.includes(part.unit.code));
  return (rule.own_unit && !units.includes(order.departments.lead?.code ?? "")) || (rule.assist && !assists);
}

export function arranged(order: Order, user: Who, flow: Flow): Arranged {
  const found: Arranged = { buttons: [], further: [], otherStates: [], otherRoles: [] };
  const [own, ofUnits]: [VerbState[], VerbState[]] = [[], []];
  for (const state of order.verbs) {
    const rule = flow.verbs.get(state.verb);
    // What no request carries, such as a file, has a way of its own.
    if (rule?.needs.some((name) => rule.takes.includes(name) && flow.fields.get(name)?.sent_as === null)) continue;
    if (!rule?.roles.includes(user.role) || ofAnotherUnit(order, user, rule)) found.otherRoles.push(state);
    else if (!rule.from_states.includes(order.state)) found.otherStates.push(state);
    // Who stands above the units may do their verbs too, but seldom does: those come last.
    else (user.department_code === null && (rule.own_unit || rule.assist) ? ofUnits : own).push(state);
  }
  const here = [...own, ...ofUnits];
  const open = here.filter((verb) => verb.allowed).slice(0, ROOM);
  const closed = here.filter((verb) => !verb.allowed).slice(0, ROOM - open.length);
  const shown = new Set([...open, ...closed]);
  return { ...found, buttons: here.filter((verb) => shown.has(verb)), further: here.filter((verb) => !shown.has(verb)) };
}

/** The ordinary life of an order (docs/workflow.md). */
const ORDINARY = ["draft", "review", "pending_dispatch", "dispatched", "handling", "replied", "callback", "closed", "archived"];

/** The one button that is the next step: the open verb that brings the order the shortest way on in its ordinary life. */
export function nextStep(buttons: readonly VerbState[], order: Pick<Order, "state">, flow: Flow): VerbState | undefined {
  const here = ORDINARY.indexOf(order.state);
  const reach = (verb: VerbState) => ORDINARY.indexOf(flow.verbs.get(verb.verb)?.to_state ?? "") - here;
  const onward = buttons.filter((verb) => verb.allowed && here >= 0 && reach(verb) > 0);
  return onward.sort((a, b) => reach(a) - reach(b))[0];
}

export const ends = (verb: VerbState, flow: Flow): boolean => flow.verbs.get(verb.verb)?.to_state === "cancelled";
