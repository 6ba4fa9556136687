/** What is being filled in of a task: kept over a move in the list and a reload, in this tab only. */
import { useEffect, useState } from "react";
import type { CallbackTask } from "../api/types";
import { forget, keep, keyOf, recall } from "../verbs/kept";
import { BLANK, type Answers } from "./answers";

export function useAnswers({ id, order }: CallbackTask) {
  const key = keyOf(order.order_no, `callback-${id}`);
  const [before] = useState(() => recall(key) as Answers | null);
  const [answers, setAnswers] = useState(before ?? BLANK);
  const typed = answers !== BLANK;
  useEffect(() => {
    if (typed) keep(key, answers);
  }, [key, typed, answers]);
  return {
    answers,
    typed,
    restored: typed && before !== null,
    set: (part: Partial<Answers>) => setAnswers((now) => ({ ...now, ...part })),
    clear: () => {
      forget(key);
      setAnswers(BLANK);
    },
  };
}

export type AnswersForm = ReturnType<typeof useAnswers>;
