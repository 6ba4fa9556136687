/** Files on their way to an order, one after the other; what was refused stays until somebody has seen it. */
import { App } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { Problem } from "../api/problem";
import { keys } from "../events/refresh";
import { attachments, type AttachmentStep, type Kind, type Limit } from "./api";
import { refusalOf } from "./limits";
import { words } from "./strings";

export interface Upload {
  id: number;
  file: File;
  kind: Kind;
  /** Chinese; empty while it is on its way. */
  why: string;
  /** Whether trying again can help. */
  again: boolean;
}

const AGAIN = new Set([0, 429, 500, 502, 503]);

export function useUploads(orderNo: string, limits: readonly Limit[], onAdded?: (step: AttachmentStep) => void) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const client = useQueryClient();
  const { message } = App.useApp();
  const last = useRef(0);
  const line = useRef<Promise<void>>(Promise.resolve());

  const drop = useCallback((id: number) => setUploads((now) => now.filter((one) => one.id !== id)), []);
  const send = useCallback(
    (upload: Upload) => {
      const fail = (why: string, again: boolean) =>
        setUploads((now) => now.map((one) => (one.id === upload.id ? { ...one, why, again } : one)));
      line.current = line.current.then(async () => {
        try {
          const step = await attachments.add(orderNo, upload.kind, upload.file);
          drop(upload.id);
          void message.success({ key: "attachment", content: words.added(step.name) });
          onAdded?.(step);
          await client.invalidateQueries({ queryKey: keys.order(orderNo) });
        } catch (error) {
          const problem = Problem.of(error);
          fail(problem.detail ?? `${problem.title}。${problem.nextStep}`, AGAIN.has(problem.status));
        }
      });
    },
    [client, drop, message, onAdded, orderNo],
  );

  return {
    uploads,
    drop,
    add: (kind: Kind, files: readonly File[]) => {
      const fresh = files.map((file) => ({ id: ++last.current, file, kind, why: refusalOf(file, limits) ?? "", again: false }));
      setUploads((now) => [...now, ...fresh]);
      for (const upload of fresh) if (!upload.why) send(upload);
    },
    retry: (upload: Upload) => {
      setUploads((now) => now.map((one) => (one.id === upload.id ? { ...one, why: "" } : one)));
      send(upload);
    },
  };
}
