/** A number that opens its rows; a small sample is marked, and what is compared is told. */
import { Tooltip } from "antd";
import { Link } from "react-router";
import type { FigureDefinition, Figures, FigureValue } from "../api/types";
import { zh } from "../strings";
import { change, remark, shown } from "./format";

interface Props {
  definition: FigureDefinition;
  value: FigureValue | undefined;
  /** Null: there are no rows to open. */
  to: string | null;
  name: string;
}

const opens = (definition: FigureDefinition, value: FigureValue | undefined): boolean =>
  definition.rows.length > 0 && value !== undefined && (value.numerator !== 0 || (value.denominator ?? 0) !== 0);

export function Value({ definition, value, to, name }: Props) {
  const words = shown(value?.value, definition.unit);
  const note = remark(value, definition.least);
  const sample = value ? zh.figures.sample(value.numerator, value.denominator) : "";
  const number =
    to && opens(definition, value) ? (
      <Link className="number" to={to} aria-label={`${name} ${definition.name} ${words}`}>
        {words}
      </Link>
    ) : (
      <span className="number">{words}</span>
    );
  return (
    <Tooltip title={[note, sample].filter(Boolean).join("；")}>
      <span className="figure-value" data-metric={definition.key}>
        {number}
        {value?.small_sample && value.value !== null && <span className="small-sample">{zh.figures.small}</span>}
      </span>
    </Tooltip>
  );
}

interface ComparedProps {
  definition: FigureDefinition;
  value: FigureValue | undefined;
  figures: Pick<Figures, "previous" | "last_year">;
}

/** 环比 and 同比, or that there is nothing to compare with. */
export function Compared({ definition, value, figures }: ComparedProps) {
  const sides = [
    [zh.figures.previous, figures.previous, value?.previous, value?.previous_change],
    [zh.figures.lastYear, figures.last_year, value?.last_year, value?.last_year_change],
  ] as const;
  return (
    <span className="compared">
      {sides.map(([name, period, other, by]) => {
        const told = change(by, definition.unit, definition.better);
        const why = period && other != null ? zh.figures.compared(name, zh.figures.covers(period.begin, period.end), shown(other, definition.unit)) : "";
        return (
          <Tooltip key={name} title={told ? why : [why, zh.figures.noCompareWhy].filter(Boolean).join("；")}>
            <span>
              {name} <span className={`sense-${told?.sense ?? "none"}`}>{told?.text ?? zh.figures.noCompare}</span>
            </span>
          </Tooltip>
        );
      })}
    </span>
  );
}
