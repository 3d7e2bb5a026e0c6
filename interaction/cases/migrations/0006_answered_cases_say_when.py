"""Cases that were answered before the time was kept with them take it from their last answer."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def date_answered_cases(apps, schema_editor):
    Case, Reply = apps.get_model("cases", "Case"), apps.get_model("cases", "Reply")
    answers = Reply.objects.filter(case=OuterRef("pk"), kind__in=("answer", "explanation"), state="sent")
    last = answers.order_by("-pk").values("sent_at")[:1]
    Case.objects.filter(state__in=("replied", "closed"), replied_at=None).update(replied_at=Subquery(last))


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_desk_help_permissions")]

    operations = [migrations.RunPython(date_answered_cases, migrations.RunPython.noop)]
