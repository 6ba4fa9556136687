/** The score sheet: a line an item, to be filled in by keyboard (Tab from mark to mark, arrow keys change it) or only read. */
import { Checkbox, InputNumber, Tooltip } from "antd";
import type { ScoreItem } from "../api/types";
import { zh } from "../strings";
import type { Given } from "./marks";

const words = zh.quality;

interface Props {
  items: readonly ScoreItem[];
  given: Given;
  onGive?: (code: string, points: number | null) => void;
}

export function Sheet({ items, given, onGive }: Props) {
  const counted = items.filter(({ fatal }) => !fatal);
  const fatal = items.filter((item) => item.fatal);
  return (
    <table className="quality-sheet" data-testid="sheet">
      <tbody>
        {counted.map(({ code, name, points, standard }) => (
          <tr key={code}>
            <th scope="row">
              {name}
              <div className="quiet quality-standard">{standard}</div>
            </th>
            <td className="number">
              {onGive ? (
                <InputNumber
                  size="small"
                  aria-label={name}
                  data-testid={`mark-${code}`}
                  min={0}
                  max={points}
                  precision={0}
                  value={given[code] ?? null}
                  onChange={(value) => onGive(code, value)}
                />
              ) : (
                (given[code] ?? "—")
              )}
            </td>
            <td className="quiet number">/ {points}</td>
          </tr>
        ))}
        {fatal.length > 0 && (
          <tr className="quality-fatal-head">
            <th colSpan={3} scope="colgroup">
              {words.fatal} <span className="quiet">{words.fatalHint}</span>
            </th>
          </tr>
        )}
        {fatal.map(({ code, name, standard }) => (
          <tr key={code} className={given[code] ? "quality-fatal" : ""}>
            <td colSpan={3}>
              {onGive ? (
                <Tooltip title={standard} placement="left">
                  <Checkbox
                    data-testid={`mark-${code}`}
                    checked={given[code] === 1}
                    onChange={(event) => onGive(code, event.target.checked ? 1 : 0)}
                  >
                    {name}
                  </Checkbox>
                </Tooltip>
              ) : (
                <>
                  {name} {given[code] ? <strong className="warning">{words.happened}</strong> : <span className="quiet">—</span>}
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
