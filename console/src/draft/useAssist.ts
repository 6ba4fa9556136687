/** Help for the words in a form; asked for when the typing or speaking pauses. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { assist } from "../api/endpoints";
import type { Assist, AssistQuestion, ElementName, FormFields } from "../api/types";

const PAUSE_MS = 800;
const MINUTE_MS = 60_000;

/** What the form holds already need not be asked. */
export function questionOf(form: FormFields, order_no: string | null): AssistQuestion {
  const known: ElementName[] = [];
  if (form.citizen_name.trim()) known.push("姓名");
  if (form.place_text.trim()) known.push("地点");
  return { text: form.content, subject: "", known, order_no };
}

/** The title's pieces as one line, as the server counts them. */
export const titleOf = (help: Assist): string => help.title.map((piece) => piece.text).join("，");

export function useAssist(form: FormFields, orderNo: string | null) {
  const asked = JSON.stringify(questionOf(form, orderNo));
  const [settled, setSettled] = useState(asked);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(asked), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  const question = JSON.parse(settled) as AssistQuestion;
  return useQuery({
    queryKey: ["assist", question],
    queryFn: () => assist(question),
    enabled: question.text.trim() !== "",
    placeholderData: keepPreviousData,
    staleTime: MINUTE_MS,
    retry: false,
  });
}
