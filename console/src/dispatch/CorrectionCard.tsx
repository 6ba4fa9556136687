/** Category, units, urgency and place at a click or a key each; then the order goes out (Ctrl+Enter). */
import { App, Button, Card, Form, Input, Segmented, Tag, Tooltip } from "antd";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { orders } from "../api/endpoints";
import type { Candidate, Order } from "../api/types";
import { CategoryChoice, DepartmentChoice, DepartmentsChoice } from "../draft/choices";
import { useDepartments } from "../draft/catalogue";
import { keys } from "../events/refresh";
import { percent } from "../format";
import { ProblemAlert } from "../shell/ProblemAlert";
import { useShortcuts } from "../shell/useShortcuts";
import { zh } from "../strings";
import { Conflict } from "../verbs/Conflict";
import { isConflict } from "../verbs/useVerb";
import { Candidates } from "./Candidates";
import { changes, correctionOf, withPlace, withUnit, type Correction } from "./correction";

/** A category less probable than this is no help. */
const WORTH_OFFERING = 0.02;

interface Props {
  order: Order;
  candidates: readonly Candidate[];
  onSent: () => void;
}

export function CorrectionCard({ order, candidates, onSent }: Props) {
  // Only what was changed here: the rest follows the order when somebody else changes it.
  const [edits, setEdits] = useState<Partial<Correction>>({});
  const [seen, setSeen] = useState(order.version);
  const chosen: Correction = { ...correctionOf(order), ...edits };
  const { nameOf } = useDepartments();
  const client = useQueryClient();
  const { message } = App.useApp();
  const changed = changes(order, chosen);
  const dirty = Object.keys(changed).length > 0;
  // What was corrected was corrected on what stood there then: a newer state is a conflict, to be looked at first.
  const version = dirty ? seen : order.version;
  const set = (fields: Partial<Correction>) => {
    setSeen(version);
    setEdits((now) => ({ ...now, ...fields }));
  };
  const choose = (one: Candidate) => set(withUnit(one));

  const doing = useMutation({
    mutationFn: (verb: "dispatch" | "edit") => orders.apply(order.order_no, verb, version, changed),
    onSuccess: (fresh, verb) => {
      client.setQueryData(keys.order(fresh.order_no), fresh);
      setEdits({});
      if (verb === "edit") void message.success(zh.dispatch.savedWords(fresh.order_no));
      else {
        void message.success(zh.dispatch.sent(fresh.order_no, fresh.departments.lead?.name ?? ""));
        onSent();
      }
    },
    onSettled: () => {
      for (const queryKey of [keys.order(order.order_no), keys.deskOrder(order.order_no), keys.dispatch, keys.orders]) {
        void client.invalidateQueries({ queryKey });
      }
    },
  });

  const whyNot = whyNotSent(order, chosen);
  const send = () => {
    if (doing.isPending) return;
    if (whyNot) void message.warning(zh.dispatch.whyNot(whyNot));
    else doing.mutate("dispatch");
  };
  const save = () => !doing.isPending && dirty && doing.mutate("edit");
  useShortcuts({
    "Ctrl+Enter": send,
    "Ctrl+s": save,
    ...Object.fromEntries(candidates.map((candidate, at) => [String(at + 1), () => choose(candidate)])),
  });

  return (
    <Card size="small" title={zh.dispatch.correct} className="correction" data-testid="correction">
      <Candidates candidates={candidates} chosen={chosen.lead_code} onChoose={choose} />
      <Fields order={order} chosen={chosen} set={set} />
      {doing.error && isConflict(doing.error) ? (
        <Conflict
          orderNo={order.order_no}
          seen={version}
          onProceed={(fresh) => {
            doing.reset();
            setSeen(fresh.version);
            client.setQueryData(keys.order(fresh.order_no), fresh);
          }}
        />
      ) : (
        <ProblemAlert error={doing.error} />
      )}
      <footer>
        {dirty && (
          <Button type="link" size="small" onClick={() => setEdits({})}>
            {zh.dispatch.undo}
          </Button>
        )}
        <span className="grow" />
        <Tooltip title={dirty ? "" : zh.dispatch.whyNotSave}>
          <Button disabled={!dirty} aria-keyshortcuts="Control+S" loading={doing.isPending && doing.variables === "edit"} onClick={save}>
            {zh.dispatch.save} <kbd>Ctrl+S</kbd>
          </Button>
        </Tooltip>
        <Tooltip title={whyNot && zh.dispatch.whyNot(whyNot)}>
          <Button
            type="primary"
            disabled={whyNot !== ""}
            aria-description={whyNot && zh.dispatch.whyNot(whyNot)}
            aria-keyshortcuts="Control+Enter"
            loading={doing.isPending && doing.variables === "dispatch"}
            data-testid="send"
            onClick={send}
          >
            {chosen.lead_code ? zh.dispatch.sendTo(nameOf(chosen.lead_code)) : zh.dispatch.send} <kbd>Ctrl+Enter</kbd>
          </Button>
        </Tooltip>
      </footer>
    </Card>
  );
}

/** Why it cannot go out as it stands; "" where it can. */
function whyNotSent(order: Order, chosen: Correction): string {
  const verb = order.verbs.find((each) => each.verb === "dispatch");
  if (!verb?.allowed) return verb?.why_not ?? "";
  const lacking = [
    ...(order.title.trim() ? [] : [zh.form.fields.title]),
    ...(order.content.trim() ? [] : [zh.form.fields.content]),
    ...(chosen.lead_code ? [] : [zh.form.fields.lead_code]),
  ];
  return lacking.length > 0 ? zh.dispatch.lacking(lacking.join("、")) : "";
}

function Fields({ order, chosen, set }: { order: Order; chosen: Correction; set: (fields: Partial<Correction>) => void }) {
  const advice = order.advice;
  const place = advice?.place;
  const others = (advice?.alternatives ?? []).filter(
    ([category, share]) => share >= WORTH_OFFERING && category.code !== chosen.category_code,
  );
  return (
    <Form layout="vertical" component="div">
      <Form.Item label={zh.form.fields.category_code} htmlFor="desk-category">
        <CategoryChoice id="desk-category" value={chosen.category_code} onChange={(category_code) => set({ category_code })} />
        {others.length > 0 && (
          <div className="offers" aria-label={zh.dispatch.alternatives}>
            {others.map(([category, share]) => (
              <Tag.CheckableTag key={category.code} checked={false} onChange={() => set({ category_code: category.code })}>
                {category.path.at(-1)} {percent(share)}
              </Tag.CheckableTag>
            ))}
          </div>
        )}
      </Form.Item>
      <Form.Item label={zh.form.fields.lead_code} htmlFor="desk-lead" className="half">
        <DepartmentChoice id="desk-lead" value={chosen.lead_code} onChange={(lead_code) => set({ lead_code })} />
      </Form.Item>
      <Form.Item label={zh.form.fields.assist_codes} htmlFor="desk-assist" className="half">
        <DepartmentsChoice id="desk-assist" value={chosen.assist_codes} onChange={(assist_codes) => set({ assist_codes })} />
      </Form.Item>
      <Form.Item label={zh.form.fields.request_type}>
        <Segmented
          size="small"
          aria-label={zh.form.fields.request_type}
          options={[...zh.requestTypes]}
          value={chosen.request_type}
          onChange={(request_type) => set({ request_type })}
        />
      </Form.Item>
      <Form.Item label={zh.form.fields.urgency} className="half">
        <Segmented
          size="small"
          aria-label={zh.form.fields.urgency}
          options={[...zh.urgencies]}
          value={chosen.urgency}
          onChange={(urgency) => set({ urgency })}
        />
      </Form.Item>
      <Form.Item label={zh.form.fields.place_text} htmlFor="desk-place" className="half">
        <Input
          id="desk-place"
          value={chosen.place_text}
          maxLength={200}
          onChange={(event) => set(withPlace(event.target.value))}
        />
        {place && place.name !== chosen.place_text && (
          <Button type="link" size="small" onClick={() => set(withPlace(place.name, place.code))}>
            {zh.dispatch.proposedPlace(place.name)}
          </Button>
        )}
      </Form.Item>
    </Form>
  );
}
