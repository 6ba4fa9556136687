/** What the audit finds, each a click from its field. */
import { Button, Card, Tag } from "antd";
import { zh } from "../strings";
import type { Finding } from "./audit";

export function AuditList({ findings, onGo }: { findings: readonly Finding[]; onGo: (field: string) => void }) {
  return (
    <Card size="small" title={zh.reply.audit} data-testid="audit" data-count={findings.length}>
      {findings.length === 0 && <p className="quiet">{zh.reply.auditGood}</p>}
      <ul className="plain-list" aria-live="polite">
        {findings.map(({ rule, level, field, text }) => (
          <li key={rule} data-rule={rule}>
            <Tag color={level === "high" ? "red" : "orange"}>{zh.reply.levels[level]}</Tag>
            <Button type="link" size="small" className="audit-line" onClick={() => onGo(field)}>
              {text}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
