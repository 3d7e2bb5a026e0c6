"""The demo's accounts; passwords are made on the first run and kept readable only by you."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group

from portal.accounts import roles
from portal.accounts.models import User
from portal.base.demo import Demo
from portal.base.models import Department

ACCOUNTS_FILE = "demo-accounts.txt"

# user name, given name, role, department
_STAFF = [
    ("editor", "云溪编辑", roles.EDITORS, "government-office"),
    ("reviewer1", "初审员", roles.FIRST_REVIEWERS, "government-office"),
    ("reviewer2", "审核员", roles.SECOND_REVIEWERS, "government-office"),
    ("reviewer3", "审发员", roles.SIGN_OFF_REVIEWERS, "government-office"),
    ("officer-social", "人社承办员", roles.OFFICERS, "social-security"),
    ("officer-medical", "医保承办员", roles.OFFICERS, "medical-insurance"),
    ("officer-office", "市府办承办员", roles.OFFICERS, "government-office"),
    ("officer-housing", "住建承办员", roles.OFFICERS, "housing-construction"),
    ("officer-urban", "城管承办员", roles.OFFICERS, "urban-management"),
    ("officer-transport", "交通承办员", roles.OFFICERS, "transport"),
    ("officer-education", "教育承办员", roles.OFFICERS, "education"),
    ("officer-data", "网站管理员", roles.OFFICERS, "government-services"),
    ("supervisor", "督办员", roles.SUPERVISORS, "government-office"),
    ("host", "访谈主持", roles.HOSTS, "government-office"),
    ("moderator", "访谈审核", roles.HOSTS, "government-office"),
    ("recorder", "访谈记录", roles.HOSTS, "government-office"),
    ("guest", "访谈嘉宾", roles.HOSTS, "social-security"),
]


def load(demo: Demo) -> None:
    """Make the accounts that are missing, and write down their passwords."""
    made = [line for row in _STAFF if (line := _make(demo, *row))]
    if not User.objects.filter(username="admin").exists():
        password = secrets.token_urlsafe(9)
        User.objects.create_superuser("admin", password=password, first_name="管理员")
        made.append(f"{'admin':<16} {password:<14} Administrator")
    if made:
        is_first_run = len(made) == len(_STAFF) + 1
        _write(settings.VAR_DIR / ACCOUNTS_FILE, made, anew=is_first_run)
    demo.say(f"{len(_STAFF) + 1} accounts, {len(made)} of them new")


def _make(demo: Demo, username: str, name: str, role: str, department: str) -> str:
    if User.objects.filter(username=username).exists():
        return ""
    password = secrets.token_urlsafe(9)
    owner = Department.objects.get(site=demo.site, slug=department)
    user = User.objects.create_user(username, password=password, first_name=name, department=owner)
    user.groups.add(Group.objects.get(name=role))
    return f"{username:<16} {password:<14} {role}"


def _write(path: Path, lines: list[str], *, anew: bool) -> None:
    how = os.O_TRUNC if anew else os.O_APPEND
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
