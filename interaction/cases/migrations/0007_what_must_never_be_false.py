"""Constraints for the acceptance system."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("cases", "0006_answered_cases_say_when")]

    operations = [
        migrations.RemoveConstraint(
            model_name='case',
            name='case_contact_needs_consent',
        ),
        migrations.AlterField(
            model_name='mailboxpage',
            name='purpose',
            field=models.CharField(choices=[('mayor', "mayor's mailbox"), ('department', 'mailbox of a department'), ('fault', 'faults of this website')], default='department', max_length=20, verbose_name='kind of mailbox'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('contact', ''), ('notice_email', '')), ('consent_to_contact', True), _connector='OR'), name='case_contact_needs_consent'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('replied', 'closed')), _negated=True), ('replied_at__isnull', False), _connector='OR'), name='case_answered_has_its_time'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='reply_sent_has_its_time'),
        ),
    ]
