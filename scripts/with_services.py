"""Run a command on PostgreSQL and Redis: `python scripts/with_services.py make test-suite`.

Uses the services at the usual ports (PGHOST, PGPORT, PGUSER, PGPASSWORD and REDIS_URL name others); on
Debian installs and starts the ones that are missing. Every database and role it makes is dropped at the end.
"""

import getpass
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
import redis
from psycopg import sql

SCRIPTS = Path(__file__).parent
MAY_CREATE = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
REDIS_DATABASES = range(8, 16)  # one for each test process, counted down from the last


def connect(url: str) -> psycopg.Connection:
    """Open an autocommit connection to the server's own `postgres` database."""
    return psycopg.connect(f"{url}/postgres", autocommit=True, connect_timeout=3)


def postgres_urls() -> Iterator[str]:
    """Name the servers and roles worth trying, the environment's first."""
    host, port = os.environ.get("PGHOST", "127.0.0.1"), os.environ.get("PGPORT", "5432")
    secret = f":{quote(os.environ['PGPASSWORD'])}" if os.environ.get("PGPASSWORD") else ""
    for role in dict.fromkeys([os.environ.get("PGUSER", "postgres"), getpass.getuser()]):
        yield f"postgresql://{role}{secret}@{host}:{port}"


def find_postgres() -> str:
    """Return the address of a server that lets us make databases, or an empty string."""
    for url in postgres_urls():
        try:
            with connect(url) as connection:
                row = connection.execute(
                    "SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
        except psycopg.OperationalError:
            continue
        if row and row[0]:
            return url
    return ""


def as_postgres(statement: str, port: str) -> None:
    """Run a statement as the superuser that Debian's packages make."""
    lead = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else ["sudo", "-u", "postgres"]
    command = [*lead, "psql", "-q", "-p", port, "-c", statement]
    subprocess.run(command, check=True, cwd="/", stdin=subprocess.DEVNULL)


def install(*packages: str) -> None:
    """Install Debian packages; on other systems this says what is missing and fails."""
    subprocess.run(["sh", str(SCRIPTS / "debian-install.sh"), *packages], check=True)


def wait_for(is_ready: Callable[[], object], what: str) -> None:
    """Wait up to 30 seconds for a service that was just started."""
    for _ in range(60):
        if is_ready():
            return
        time.sleep(0.5)
    sys.exit(f"{what} did not start.")


def start_postgres() -> str:
    """Start Debian's cluster, installing it first where it is missing; tells its port."""
    if not shutil.which("pg_ctlcluster"):
        install("postgresql")
    version, cluster, port = subprocess.check_output(["pg_lsclusters", "-h"], text=True).split()[:3]
    command = ["pg_ctlcluster", "--skip-systemctl-redirect", version, cluster, "start"]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ready = ["pg_isready", "-q", "-p", port]
    wait_for(lambda: subprocess.run(ready, check=False).returncode == 0, "PostgreSQL")
    return port


@contextmanager
def postgres_server() -> Iterator[str]:
    """Give the address of a PostgreSQL server, with a role of our own where no other is open to us."""
    url = find_postgres()
    if url:
        yield url
        return
    port = start_postgres()
    role, secret = f"zhitongche_{os.getpid()}", secrets.token_urlsafe(24)
    as_postgres(f"CREATE ROLE {role} LOGIN SUPERUSER PASSWORD '{secret}'", port)
    try:
        yield f"postgresql://{role}:{secret}@127.0.0.1:{port}"
    finally:
        as_postgres(f"DROP ROLE {role}", port)


@contextmanager
def postgres() -> Iterator[str]:
    """Give a DATABASE_URL whose name is ours alone; drop every database made from it."""
    name = f"zhitongche_{os.getpid()}"
    with postgres_server() as url:
        try:
            yield f"{url}/{name}"
        finally:
            with connect(url) as connection:
                made = connection.execute(
                    "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"%{name}%"]
                )
                for (database,) in made.fetchall():
                    drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database))
                    connection.execute(drop)


def is_redis_up(url: str) -> bool:
    """Tell whether Redis answers."""
    try:
        return bool(redis.Redis.from_url(url, socket_connect_timeout=3).ping())
    except redis.ConnectionError:
        return False


@contextmanager
def redis_server() -> Iterator[str]:
    """Give the address of a Redis: one that runs, else one of our own for the time of the command."""
    base = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379").rstrip("/")
    if is_redis_up(base):
        yield base
        return
    if not shutil.which("redis-server"):
        install("redis-server")
    port = str(urlsplit(base).port or 6379)
    command = ["redis-server", "--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly", "no"]
    server = None if is_redis_up(base) else subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_for(lambda: is_redis_up(base), "Redis")
        yield base
    finally:
        if server:
            server.terminate()


@contextmanager
def redis_databases() -> Iterator[str]:
    """Give a REDIS_URL whose databases were empty and are emptied again."""
    with redis_server() as base:
        databases = [redis.Redis.from_url(f"{base}/{number}") for number in REDIS_DATABASES]
        if any(database.dbsize() for database in databases):
            sys.exit(
                f"Redis databases {REDIS_DATABASES[0]} to {REDIS_DATABASES[-1]} hold data: free them first."
            )
        try:
            yield f"{base}/{REDIS_DATABASES[-1]}"
        finally:
            for database in databases:
                database.flushdb()


def main(command: list[str]) -> int:
    """Run the command with DATABASE_URL and REDIS_URL set."""
    with postgres() as database_url, redis_databases() as redis_url:
        environment = os.environ | {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
