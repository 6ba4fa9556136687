/** Says plainly of which figures there is no record yet. */
import { Card } from "antd";
import { zh } from "../strings";
import { Definition } from "./Definition";
import { useDefinitions } from "./useDefinitions";

export function Missing() {
  const { query, definitions } = useDefinitions();
  if (!query.data) return null;
  const missing = [...definitions.values()].filter((definition) => definition.missing !== null);
  return (
    <Card size="small" className="figure-panel full" title={zh.figures.missing} data-testid="missing">
      <p className="quiet">{missing.length > 0 ? zh.figures.missingHint : zh.figures.noMissing}</p>
      <ul className="missing-list">
        {missing.map((definition) => (
          <li key={definition.key}>
            <Definition definition={definition} />
            <span>{definition.missing}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
