"""docs/workflow.md, made from the table: a diagram of the states and the list of verbs."""

from collections import defaultdict
from typing import Final

from models.orders.workflow import FIELDS, STATES, SYSTEM_ROLE, VERBS, OrderState, Verb
from models.people import Role

_HEAD: Final = """# The life of an order

Made from `models/orders/workflow/table.py` by `python -m models.orders.diagram > docs/workflow.md`; a test says when it
is out of date. States, verbs, fields and roles for programs: `GET /api/v1/workflow`.
"""


def document() -> str:
    """The whole file."""
    parts = [_HEAD, "```mermaid", *_diagram(), "```", "", *_states(), "", *_verbs()]
    return "\n".join(parts) + "\n"


def _diagram() -> list[str]:
    """One arrow a pair of states, named by the verbs that lead along it."""
    arrows: dict[tuple[OrderState, OrderState], list[str]] = defaultdict(list)
    for verb in VERBS.values():
        for start in STATES:
            if start in verb.from_states and verb.to_state is not None:
                for end in STATES:
                    if end in verb.ends:
                        arrows[start, end].append(verb.chinese)
            elif start in verb.from_states:
                for _, end in verb.turns:
                    arrows[start, end].append(verb.chinese)
    lines = ["stateDiagram-v2", *(f'    state "{chinese}" as {name}' for name, chinese in STATES.items())]
    lines.append("    [*] --> draft: 登记")
    lines += [f"    {start} --> {end}: {'、'.join(names)}" for (start, end), names in arrows.items()]
    return [*lines, "    archived --> [*]"]


def _states() -> list[str]:
    return ["| state | 状态 |", "|---|---|", *(f"| `{name}` | {chinese} |" for name, chinese in STATES.items())]


def _verbs() -> list[str]:
    return ["| verb | 动作 | from | to | who | needs |", "|---|---|---|---|---|---|", *map(_row, VERBS.values())]


def _row(verb: Verb) -> str:
    start = "、".join(STATES[name] for name in STATES if name in verb.from_states) or "-"
    turns = [STATES[state] for _, state in verb.turns]
    end = " / ".join([STATES[verb.to_state] if verb.to_state else "（不变）", *turns])
    who = [role.chinese for role in Role if role in verb.roles] + (["系统"] if SYSTEM_ROLE in verb.roles else [])
    needs = "、".join(FIELDS[name].chinese for name in verb.needs)
    return f"| `{verb.name}` | {verb.chinese} | {start} | {end} | {'、'.join(who)} | {needs} |"


if __name__ == "__main__":
    print(document(), end="")
