/**
 * The form of one verb on one order: what it asks, what was typed (kept over a closed dialog and a reload), the version
 * that it is about, and what to do when the order moves on meanwhile.
 */
import { Form } from "antd";
import { useEffect, useRef, useState } from "react";
import { Problem } from "../api/problem";
import type { Order, VerbState } from "../api/types";
import { bodyOf, initialOf, questionsOf, rebased, type Values } from "./asked";
import { forget, keep, keyOf, recall } from "./kept";
import { isConflict, useVerb } from "./useVerb";
import type { Flow } from "./workflow";
import { zh } from "../strings";

interface Subject {
  /** The order as it is known now. */
  order: Order;
  /** As it was when the verb was chosen. */
  seen: Order;
  verb: string;
  flow: Flow;
}

export function useVerbForm({ order, seen, verb: name, flow }: Subject, onDone: (fresh: Order) => void) {
  const [form] = Form.useForm<Values>();
  const key = keyOf(order.order_no, name);
  const [base, setBase] = useState(seen);
  const [before] = useState(() => recall(key));
  const [restored, setRestored] = useState(before !== null);
  const apply = useVerb((fresh) => {
    forget(key);
    onDone(fresh);
  });

  const verb = base.verbs.find((each) => each.verb === name);
  const questions = questionsOf(verb ?? NOTHING, base, flow);
  const initial = initialOf(questions, base);
  const own = useRef(new Set<number>());
  const conflict = isConflict(apply.error) || order.version > base.version;
  const problem = apply.error && !conflict ? Problem.of(apply.error) : null;

  useEffect(() => {
    if (before) form.setFieldsValue(before);
  }, [before, form]);

  const mark = (error: unknown) => {
    const { fields, detail, title } = Problem.of(error);
    const asked = [...questions.open, ...questions.along];
    const faulty = asked.filter(({ name: sent, field }) => fields.includes(sent) || fields.includes(field.name));
    // A message of the API's own checks is Chinese; that of its types is not meant for people.
    const said = faulty.length === 1 && Problem.of(error).code !== "invalid-request" ? (detail ?? title) : zh.verbs.notAccepted;
    form.setFields(faulty.map(({ name: sent }) => ({ name: sent, errors: [said] })));
    if (faulty[0]) form.scrollToField(faulty[0].name, { focus: true });
  };

  return {
    form,
    base,
    verb,
    questions,
    initial,
    conflict,
    problem,
    restored,
    pending: apply.isPending,
    /** Not allowed on what is known of the order now. */
    whyNot: verb === undefined ? "" : verb.allowed ? "" : verb.why_not,
    /** A step of our own beside the form, such as a file: what was seen still holds, unless somebody else came between. */
    ownStep: (version: number) => {
      // Several files at once are told in any order.
      own.current.add(version);
      setBase((now) => {
        let reached = now.version;
        while (own.current.has(reached + 1)) reached += 1;
        return { ...now, version: reached };
      });
    },
    changed: () => keep(key, form.getFieldsValue(true) as Values),
    clear: () => {
      forget(key);
      form.resetFields();
      form.setFieldsValue(initial);
      setRestored(false);
    },
    proceed: (fresh: Order) => {
      const state = fresh.verbs.find((each) => each.verb === name) ?? NOTHING;
      const now = initialOf(questionsOf(state, fresh, flow), fresh);
      form.setFieldsValue(rebased(initial, now, form.getFieldsValue(true) as Values));
      apply.reset();
      setBase(fresh);
    },
    /** hidden: fields that do not belong to what was chosen. */
    submit: (values: Values, hidden: readonly string[] = []) => {
      if (!verb || !verb.allowed || conflict || apply.isPending) return;
      const all = { ...(form.getFieldsValue(true) as Values), ...values };
      for (const each of hidden) all[each] = initial[each];
      apply.mutate(
        { orderNo: base.order_no, version: base.version, verb, fields: bodyOf(questions, initial, all) },
        { onError: mark },
      );
    },
  };
}

export type VerbForm = ReturnType<typeof useVerbForm>;

const NOTHING: VerbState = { verb: "", chinese: "", allowed: false, why_not: "", required: [], takes: [] };
