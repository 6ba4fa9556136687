/** The reply's form (REPORT 2.5), checked while it is written, with what the citizen will read beside it. */
import { Button, Checkbox, Drawer, Form } from "antd";
import { useState } from "react";
import { Evidence } from "../attachments/Evidence";
import { useShortcutsPaused } from "../shell/useShortcuts";
import { zh } from "../strings";
import type { Values } from "../verbs/asked";
import type { DialogProps } from "../verbs/dialogs";
import { useVerbForm } from "../verbs/useVerbForm";
import { VerbField } from "../verbs/VerbFields";
import { VerbNotices } from "../verbs/VerbNotices";
import { audit } from "./audit";
import { AuditList } from "./AuditList";
import { CitizenPreview } from "./CitizenPreview";
import { demanded, isShown, sectionsOf } from "./layout";
import "./reply.css";

export function ReplyDialog({ onClose, onDone, ...subject }: DialogProps) {
  const verb = useVerbForm(subject, (fresh) => {
    onClose();
    onDone?.(fresh);
  });
  useShortcutsPaused();
  const { form, base, questions } = verb;
  const watched = Form.useWatch([], form) as Values | undefined;
  const values = watched ?? verb.initial;
  const [insists, setInsists] = useState(false);
  const findings = audit(values, base);
  const grave = findings.some(({ level }) => level === "high");
  const asked = [...questions.open, ...questions.along];
  const chinese = verb.verb?.chinese ?? "";
  const why = verb.conflict ? zh.conflict.first : verb.whyNot || (grave && !insists ? zh.reply.insistFirst : "");

  const submit = () => why === "" && form.submit();
  const send = (given: Values) => {
    const hidden = asked.map(({ name }) => name).filter((name) => !isShown(name, values));
    verb.submit(given, hidden);
  };

  return (
    <Drawer
      open
      size="min(1180px, 94vw)"
      mask={{ closable: false }}
      title={`${chinese} ${base.order_no} ${base.title}`}
      onClose={onClose}
      footer={
        <div className="reply-foot">
          <span className="quiet">{zh.reply.saved}</span>
          {verb.restored && (
            <Button type="link" onClick={verb.clear}>
              {zh.verbs.clear}
            </Button>
          )}
          <span className="grow" />
          {grave && (
            <Checkbox checked={insists} onChange={(event) => setInsists(event.target.checked)} data-testid="reply-insist">
              {zh.reply.insist}
            </Checkbox>
          )}
          <Button onClick={onClose}>
            {zh.verbs.cancel} <kbd>Esc</kbd>
          </Button>
          <Button
            type="primary"
            aria-label={chinese}
            disabled={why !== ""}
            title={why}
            loading={verb.pending}
            data-testid="verb-submit"
            onClick={submit}
          >
            {chinese} <kbd>{zh.verbs.submitKey}</kbd>
          </Button>
        </div>
      }
    >
      <div
        className="reply"
        data-testid="verb-dialog"
        data-verb={subject.verb}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
        }}
      >
        <div>
          <VerbNotices form={verb} />
          <Form<Values>
            form={form}
            layout="vertical"
            name="reply"
            initialValues={verb.initial}
            onValuesChange={verb.changed}
            onFinish={send}
            scrollToFirstError={{ focus: true }}
          >
            {sectionsOf(asked).map(({ title, asked: fields }) => (
              <fieldset key={title} className="reply-section">
                <legend>{title}</legend>
                {fields
                  .filter(({ name }) => isShown(name, values))
                  .map((each) => (
                    <VerbField key={each.name} asked={demanded(each, values)} order={base} className={`kind-${each.field.kind}`} />
                  ))}
              </fieldset>
            ))}
          </Form>
          <Evidence orderNo={base.order_no} verb={subject.verb} onAdded={({ version }) => verb.ownStep(version)} />
        </div>
        <aside>
          <AuditList findings={findings} onGo={(field) => form.scrollToField(field, { focus: true })} />
          <CitizenPreview order={base} text={typeof values.public_reply_text === "string" ? values.public_reply_text.trim() : ""} />
        </aside>
      </div>
    </Drawer>
  );
}
