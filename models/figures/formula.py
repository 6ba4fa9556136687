"""A metric's formula as SQL over the postings: what somebody can run to recompute a figure by hand."""

from models.figures.definition import Metric, Source


def sql_of(one: Metric) -> str:
    """The statement for one period, `:begin` and `:end` included; empty where there is none."""
    if one.mix:
        return "\n".join(f"-- {points:+g} × {key}" for key, points in one.mix.items())
    if not one.numerator:
        return ""
    above = _sum(one.numerator)
    figure = f"{above} / nullif({_sum(one.denominator)}, 0)" if one.denominator else above
    measures = ", ".join(f"'{name}'" for name in sorted({source.measure for source in one.sources}))
    return f"SELECT {figure}\nFROM figure_posting\nWHERE measure IN ({measures}) AND day BETWEEN :begin AND :end"


def _sum(sources: tuple[Source, ...]) -> str:
    return "(" + " + ".join(_term(source) for source in sources) + ")"


def _term(source: Source) -> str:
    fits = f"measure = '{source.measure}'"
    if source.details:
        fits += f" AND detail IN ({', '.join(repr(detail) for detail in source.details)})"
    rows = f"(count(*) FILTER (WHERE {fits}))::numeric"
    amount = f"coalesce(sum(amount) FILTER (WHERE {fits}), 0) / 1000"
    added = rows if source.adds == "rows" else amount
    return added if source.weight == 1 else f"{source.weight:g} * {added}"
