"""`hotline people`: who works here. The first administrator of a site is made here; the console does the rest."""

import getpass
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from callcenter.cli import DataOption

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models.orders import Actor

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Who works here.")
T = TypeVar("T")
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
LoginArgument = Annotated[str, typer.Argument(metavar="LOGIN")]


@app.command("list")
def listing(data: DataOption = None, as_json: JsonOption = False) -> None:
    """Everybody, those who may sign in first."""
    from models import personnel

    fields = ("login", "name", "role", "department_code", "extension", "active")
    people = _in_store(data, lambda s: [{name: getattr(one, name) for name in fields} for one in personnel.every(s)])
    if as_json:
        print(json.dumps({"people": people}, ensure_ascii=False))
        return
    for one in people:
        where = one["department_code"] or one["extension"] or "-"
        print(f"{one['login']:<16}{one['role']:<18}{where:<14}{one['name']}{'' if one['active'] else '（已锁定）'}")


@app.command()
def add(
    login: LoginArgument,
    *,
    name: Annotated[str, typer.Option(help="As colleagues see it.")],
    role: Annotated[str, typer.Option(help="agent, dispatcher, clerk, administrator ...: docs/glossary.md.")],
    unit: Annotated[str | None, typer.Option(help="Department code, of clerks and heads.")] = None,
    extension: Annotated[str | None, typer.Option(help="An agent's own telephone, 8001 to 8999.")] = None,
    data: DataOption = None,
) -> None:
    """A new colleague; the generated password is printed this once."""
    from callcenter.people import passwords
    from models import personnel
    from models.people import Role

    if role not in list(Role):
        typer.echo(f"there is no role {role!r}; there are {', '.join(Role)}", err=True)
        raise typer.Exit(2)
    password = passwords.generated()
    stored = passwords.hashed(password)
    rest = {"department_code": unit, "extension": extension}
    _in_store(
        data,
        lambda s: personnel.add(s, _me(), login=login, name=name, role=Role(role), password_hash=stored, **rest),
    )
    print(f"{login.strip().casefold()}  {password}")


@app.command()
def password(login: LoginArgument, data: DataOption = None) -> None:
    """A new generated password; whoever is signed in with the old one is signed out."""
    from callcenter.people import passwords
    from models import personnel

    made = passwords.generated()
    stored = passwords.hashed(made)
    _in_store(data, lambda s: personnel.set_password(s, _me(), _id(s, login), stored))
    print(f"{login.strip().casefold()}  {made}")


@app.command()
def lock(login: LoginArgument, data: DataOption = None) -> None:
    """Signs somebody out and lets them in no more."""
    _in_store(data, lambda s: _set_active(s, login, active=False))


@app.command()
def unlock(login: LoginArgument, data: DataOption = None) -> None:
    """Lets somebody in again."""
    _in_store(data, lambda s: _set_active(s, login, active=True))


def _set_active(session: "Session", login: str, *, active: bool) -> None:
    from models import personnel

    user = personnel.get(session, _id(session, login))
    personnel.change(session, _me(), user.id, user.version, {"active": active})


def _id(session: "Session", login: str) -> int:
    from models import personnel

    user = personnel.named(session, login)
    if user is None:
        raise personnel.PersonNotFound(f"没有登录名为 {login} 的人员")
    return user.id


def _me() -> "Actor":
    from models.orders import Actor
    from models.people import Role

    return Actor(None, f"{getpass.getuser()}（命令行）", Role.ADMINISTRATOR)


def _in_store(data: str | None, does: "Callable[[Session], T]") -> T:
    from callcenter.cli.store import store_of
    from models.orders import OrderError

    store = store_of(data)
    try:
        with store.transaction() as session:
            return does(session)
    except OrderError as problem:
        typer.echo(f"{problem.code}: {problem.message}", err=True)
        raise typer.Exit(1) from problem
    finally:
        store.close()
