/** Everything that may be done to an order: the next steps as buttons, all others in the menu, a closed one with its reason. */
import { MoreOutlined } from "@ant-design/icons";
import { App, Button, Dropdown, Skeleton, Tooltip, type MenuProps } from "antd";
import { useState } from "react";
import { Problem } from "../api/problem";
import type { Order, VerbState } from "../api/types";
import { useUser } from "../session/store";
import { ProblemAlert } from "../shell/ProblemAlert";
import { useShortcuts } from "../shell/useShortcuts";
import { zh } from "../strings";
import { arranged, ends, nextStep, type Arranged } from "./arrange";
import { DialogOf } from "./dialogs";
import { AT_ONCE, VERB_KEYS } from "./keys";
import { isConflict, useVerb } from "./useVerb";
import { useWorkflow, type Flow } from "./workflow";

interface Props {
  order: Order;
  onDone?: (fresh: Order) => void;
}

export function VerbBar(props: Props) {
  const { flow, query } = useWorkflow();
  if (query.error) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  return flow ? <Bar {...props} flow={flow} /> : <Skeleton.Button active size="small" aria-label={zh.verbs.loading} />;
}

function Bar({ order, flow, onDone }: Props & { flow: Flow }) {
  const user = useUser();
  // The order as it was when the verb was chosen: what it was decided upon.
  const [open, setOpen] = useState<{ verb: string; seen: Order } | null>(null);
  const { notification, message } = App.useApp();
  const apply = useVerb(onDone);
  const found = arranged(order, user, flow);
  const { buttons, further, otherStates } = found;
  const next = nextStep(buttons, order, flow);

  const choose = (verb: VerbState) => {
    if (!AT_ONCE.has(verb.verb)) {
      setOpen({ verb: verb.verb, seen: order });
      return;
    }
    if (apply.isPending) return;
    apply.mutate(
      { orderNo: order.order_no, version: order.version, verb },
      {
        onError: (error) => {
          const { title, nextStep: step, code } = Problem.of(error);
          if (isConflict(error)) setOpen({ verb: verb.verb, seen: order });
          else notification.error({ title, description: `${step}（${code}）` });
        },
      },
    );
  };

  const mine = [...buttons, ...further, ...otherStates];
  const press = (letter: string) => () => {
    const meant = mine.filter(({ verb }) => VERB_KEYS[verb] === letter);
    const verb = meant.find(({ allowed }) => allowed) ?? meant[0];
    if (verb?.allowed) choose(verb);
    else if (verb) void message.info(zh.verbs.whyNot(verb.chinese, verb.why_not));
  };
  const letters = new Set(mine.flatMap(({ verb }) => VERB_KEYS[verb] ?? []));
  useShortcuts(Object.fromEntries([...letters].map((letter) => [letter, press(letter)])));

  return (
    <div className="verbs" role="group" aria-label={zh.verbs.label} data-testid="verbs">
      {buttons.map((verb) => (
        <VerbButton
          key={verb.verb}
          verb={verb}
          main={verb === next}
          danger={ends(verb, flow)}
          busy={apply.isPending && apply.variables.verb.verb === verb.verb}
          onChoose={() => choose(verb)}
        />
      ))}
      {mine.length === 0 && <span className="quiet">{zh.verbs.none}</span>}
      <Dropdown trigger={["click"]} menu={{ items: menuOf(found, choose), className: "verb-menu" }}>
        <Button icon={<MoreOutlined />} title={zh.verbs.moreKey} data-testid="verbs-more">
          {zh.verbs.more}
        </Button>
      </Dropdown>
      {open && (
        <DialogOf
          key={open.verb}
          verb={open.verb}
          seen={open.seen}
          order={order}
          flow={flow}
          onClose={() => setOpen(null)}
          onDone={onDone}
        />
      )}
    </div>
  );
}

interface ButtonProps {
  verb: VerbState;
  main: boolean;
  danger: boolean;
  busy: boolean;
  onChoose: () => void;
}

function VerbButton({ verb, main, danger, busy, onChoose }: ButtonProps) {
  const letter = VERB_KEYS[verb.verb];
  const why = verb.allowed ? "" : zh.verbs.whyNot(verb.chinese, verb.why_not);
  return (
    <Tooltip title={why}>
      <Button
        type={main ? "primary" : "default"}
        danger={danger}
        disabled={!verb.allowed}
        loading={busy}
        data-verb={verb.verb}
        aria-label={verb.chinese}
        aria-description={why}
        {...(letter ? { "aria-keyshortcuts": letter } : {})}
        onClick={onChoose}
      >
        {verb.chinese} {letter && <kbd>{letter.toUpperCase()}</kbd>}
      </Button>
    </Tooltip>
  );
}

function menuOf({ further, otherStates, otherRoles }: Arranged, choose: (verb: VerbState) => void): NonNullable<MenuProps["items"]> {
  const group = (label: string, verbs: VerbState[]) =>
    verbs.length === 0
      ? []
      : [
          {
            type: "group" as const,
            key: label,
            label,
            children: verbs.map((verb) => ({
              key: verb.verb,
              disabled: !verb.allowed,
              label: <MenuLine verb={verb} />,
              onClick: () => choose(verb),
            })),
          },
        ];
  return [
    ...group(zh.verbs.now, further),
    ...group(zh.verbs.otherStates, otherStates),
    ...group(zh.verbs.otherRoles, otherRoles),
  ];
}

function MenuLine({ verb }: { verb: VerbState }) {
  const letter = VERB_KEYS[verb.verb];
  return (
    <span data-verb={verb.verb} title={verb.why_not}>
      {verb.chinese} {verb.allowed && letter && <kbd>{letter.toUpperCase()}</kbd>}
      {!verb.allowed && <span className="quiet"> {verb.why_not}</span>}
    </span>
  );
}
