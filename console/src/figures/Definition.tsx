/** A metric's name; pointed at, focused or touched it tells what the figure is. */
import { InfoCircleOutlined } from "@ant-design/icons";
import { Popover } from "antd";
import type { FigureDefinition } from "../api/types";
import { zh } from "../strings";

function Words({ definition }: { definition: FigureDefinition }) {
  const { formula, counted_by, clause, exclusions, least, better, version } = definition;
  const facts: [string, string][] = [
    [zh.figures.formula, formula],
    [zh.figures.countedBy, counted_by],
    [zh.figures.clause, clause],
    [zh.figures.exclusions, exclusions || zh.figures.none],
    [zh.figures.least, zh.figures.leastOf(least)],
    [zh.figures.direction, zh.figures.better[better]],
  ];
  return (
    <div className="definition-words" data-testid="definition">
      <dl>
        {facts
          .filter(([, words]) => words)
          .map(([name, words]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{words}</dd>
            </div>
          ))}
      </dl>
      <p className="quiet">
        {zh.figures.version(version)} · {definition.key}
      </p>
    </div>
  );
}

export function Definition({ definition }: { definition: FigureDefinition }) {
  return (
    <Popover title={definition.name} content={<Words definition={definition} />} trigger={["hover", "focus"]} mouseEnterDelay={0.2}>
      <button type="button" className="definition" data-metric={definition.key} aria-label={`${definition.name}，${zh.figures.definition}`}>
        {definition.name}
        <InfoCircleOutlined aria-hidden />
      </button>
    </Popover>
  );
}
