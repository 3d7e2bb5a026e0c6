"""Fills a site with two years of cases: answered in time, late, waiting, rated, published."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Site

from interaction.cases.models import REPLY, Case, Publication, Rating, Reply
from portal.accounts.models import User
from portal.base.models import Department
from portal.deadlines.models import DeadlineRule, Obligation

DEPARTMENTS = 30
OFFICERS_EACH = 3
DAYS = 730
BATCH = 2_000
PUBLISHED = 0.2
_MATTERS = ("路灯", "电梯", "公积金", "医保", "噪声", "停车", "学区", "供水", "公交", "宽带")
_ASKS = ("不亮了什么时候修", "加装补助怎样申请", "异地怎么提取", "报销比例是多少", "夜里扰民", "站点太远")
_LETTER = "我住在城西，{matter}的事已经等了两个星期，希望尽快有个说法，也想知道以后找哪个部门。"
_ANSWER = "您反映的{matter}问题，经现场查看，已于本周处理完毕；今后可拨打服务热线，由值班人员登记。"


class Filler:
    """Makes cases; the same seed makes the same ones."""

    def __init__(self, site: Site, seed: int = 7) -> None:
        self._site, self._random = site, random.Random(seed)
        self._now = timezone.now()
        self._rule = DeadlineRule.objects.for_kind(site, REPLY)
        self._content_type = ContentType.objects.get_for_model(Case)
        self._officers = self._make_officers()

    def fill(self, count: int) -> None:
        """Add so many cases; the published ones can be searched for."""
        for start in range(0, count, BATCH):
            self._add(range(start, min(start + BATCH, count)))
        call_command("update_index", verbosity=0)

    def _make_officers(self) -> list[User]:
        departments = [
            Department(
                site=self._site, name=f"第{at}局", name_en=f"Bureau {at}", slug=f"bench-{at}", order=at
            )
            for at in range(DEPARTMENTS)
        ]
        Department.objects.bulk_create(departments)
        return User.objects.bulk_create(
            User(username=f"bench-{department.slug}-{number}", department=department)
            for department in departments
            for number in range(OFFICERS_EACH)
        )

    def _add(self, numbers: range) -> None:
        cases = Case.objects.bulk_create(self._case(number) for number in numbers)
        Obligation.objects.bulk_create(self._obligation(case) for case in cases)
        replies = Reply.objects.bulk_create(self._replies(cases))
        Rating.objects.bulk_create(
            Rating(reply=reply, level=self._random.randint(3, 5), created_at=reply.sent_at)
            for reply in replies
            if self._random.random() < 0.3
        )
        Publication.objects.bulk_create(
            self._publication(reply) for reply in replies if self._random.random() < PUBLISHED
        )

    def _case(self, number: int) -> Case:
        draw = self._random
        received_at = self._now - timedelta(minutes=draw.randrange(DAYS * 24 * 60))
        officer, matter = draw.choice(self._officers), draw.choice(_MATTERS)
        state, replied_at = self._fate(received_at)
        has_department = state != Case.State.RECEIVED
        return Case(
            site=self._site,
            number=f"BENCH{received_at:%Y%m%d}-{number:06d}",
            query_code_hash=f"{number:064x}",
            channel=Case.Channel.LETTER,
            kind=draw.choice(Case.Kind.values),
            title=f"{matter}{draw.choice(_ASKS)}",
            body=_LETTER.format(matter=matter),
            department=officer.department if has_department else None,
            handler=officer if state in {*Case.HELD_STATES, *Case.ANSWERED_STATES} else None,
            state=state,
            received_at=received_at,
            replied_at=replied_at,
            ended_at=replied_at if state == Case.State.CLOSED else None,
            consent_to_publish=draw.random() < 0.5,
        )

    def _fate(self, received_at: datetime) -> tuple[str, datetime | None]:
        answered_at = received_at + timedelta(hours=self._random.triangular(4, 500, 120))
        if answered_at < self._now and self._random.random() < 0.99:
            states = [Case.State.REPLIED, Case.State.CLOSED]
            return self._random.choices(states, [1, 9])[0], answered_at
        return self._random.choice([Case.State.RECEIVED, Case.State.ASSIGNED, Case.State.HANDLING]), None

    def _obligation(self, case: Case) -> Obligation:
        kept = Obligation.State.SATISFIED if case.replied_at else Obligation.State.OPEN
        return Obligation(
            site=self._site,
            content_type=self._content_type,
            object_id=case.pk,
            kind=REPLY,
            rule=self._rule,
            amount=self._rule.amount,
            received_at=case.received_at,
            # Not counted by the calendar: making cases must not take longer than measuring.
            due_at=case.received_at.replace(hour=16, minute=0) + timedelta(days=10),
            satisfied_at=case.replied_at,
            state=kept,
            calendar_version="bench",
        )

    def _replies(self, cases: list[Case]) -> Iterator[Reply]:
        for case in cases:
            if case.replied_at and case.handler and case.department:
                body = _ANSWER.format(matter=case.title[:2])
                told: dict[str, Any] = {"created_at": case.replied_at, "sent_at": case.replied_at}
                yield Reply(case=case, author=case.handler, department=case.department, body=body, **told)

    def _publication(self, reply: Reply) -> Publication:
        case = reply.case
        return Publication(
            site=self._site,
            case=case,
            title=case.title,
            body=case.body,
            reply=reply.body,
            published_at=reply.sent_at,
            published_by=reply.author,
        )
