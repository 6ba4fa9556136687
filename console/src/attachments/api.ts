/** Attachments over the API, and their shapes. */
import { answer, api } from "../api/client";
import type { components } from "../api/schema";

type Schemas = components["schemas"];

export type Attachment = Schemas["AttachmentBody"];
export type AttachmentStep = Schemas["AttachmentStep"];
export type AttachmentList = Schemas["AttachmentList"];
export type Kind = Attachment["kind"];
export type Offered = Schemas["OfferedBody"];
export type Limit = Schemas["FamilyLimit"];

export const attachments = {
  list: (order_no: string) =>
    answer(api.GET("/api/v1/orders/{order_no}/attachments", { params: { path: { order_no } } })),
  add: (order_no: string, kind: Kind, file: File) =>
    answer(
      api.POST("/api/v1/orders/{order_no}/attachments", {
        params: { path: { order_no } },
        body: { kind, file: file.name },
        bodySerializer: () => formOf(kind, file),
      }),
    ),
  withdraw: (order_no: string, attachment_id: number, reason: string) =>
    answer(
      api.POST("/api/v1/orders/{order_no}/attachments/{attachment_id}/withdraw", {
        params: { path: { order_no, attachment_id } },
        body: { reason },
      }),
    ),
};

function formOf(kind: Kind, file: File): FormData {
  const form = new FormData();
  form.append("kind", kind);
  form.append("file", file, file.name);
  return form;
}

/** Where the file itself is; stripped: a picture without place, time and device. */
export const contentUrl = (orderNo: string, id: number, stripped = false): string =>
  `/api/v1/orders/${orderNo}/attachments/${id}/content${stripped ? "?stripped=true" : ""}`;
