"""Running a file of SQL statements as it is."""

from sqlalchemy import Connection


def run_script(connection: Connection, script: str) -> None:
    """Several statements at once in the connection's transaction; a % is a %."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(script)
    finally:
        cursor.close()
