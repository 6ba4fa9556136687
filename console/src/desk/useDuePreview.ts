/** When the order in the form would be due if it were dispatched now. */
import { useQuery } from "@tanstack/react-query";
import { duePreview } from "../api/endpoints";
import type { FormFields } from "../api/types";

const MINUTE_MS = 60_000;

export function useDuePreview({ request_type, urgency, category_code, lead_code }: FormFields, enabled: boolean) {
  const question = {
    request_type,
    urgency,
    ...(category_code === null ? {} : { category_code }),
    ...(lead_code === null ? {} : { lead_code }),
  };
  const { data } = useQuery({
    queryKey: ["due-preview", question],
    queryFn: () => duePreview(question),
    enabled,
    // Now moves on.
    refetchInterval: 5 * MINUTE_MS,
    staleTime: MINUTE_MS,
  });
  return data;
}
