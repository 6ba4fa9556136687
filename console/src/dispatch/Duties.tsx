/** The duty catalogue's own text for this category and place: what a dispatch, and a return, is measured by. */
import { Card, Tag } from "antd";
import type { DutyText } from "../api/types";
import { zh } from "../strings";

export function Duties({ duties }: { duties: readonly DutyText[] }) {
  return (
    <Card size="small" title={zh.dispatch.catalogue} data-testid="duties">
      {duties.length === 0 && <p className="quiet">{zh.dispatch.noDuty}</p>}
      <ul className="duties">
        {duties.map((duty) => (
          <li key={duty.code} className={duty.applies ? "" : "quiet"}>
            <Tag color={duty.applies ? "blue" : "default"}>{duty.applies ? zh.dispatch.applies : zh.dispatch.notApplies}</Tag>
            <span className="number">{duty.code}</span> {duty.basis}
            <div>
              {zh.dispatch.leads}：{duty.lead?.name ?? duty.lead_mode}
              {duty.guidance && `；${zh.dispatch.guides}：${duty.guidance.name}`}
              {duty.assist.length > 0 && `；${zh.dispatch.withAssist(duty.assist.map((unit) => unit.name).join("、"))}`}
            </div>
            {duty.heard.length > 0 && <div className="quiet">{zh.dispatch.heard(duty.heard.join("、"))}</div>}
          </li>
        ))}
      </ul>
    </Card>
  );
}
