"""The workflow of three stages (R089), in force for every page from the first day."""

from django.db import migrations

STAGES = [
    ("初审 First review", "First reviewers"),
    ("审核 Second review", "Second reviewers"),
    ("审发 Sign-off", "Sign-off reviewers"),
]


def make_workflow(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Group = apps.get_model("auth", "Group")
    Page = apps.get_model("wagtailcore", "Page")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    WorkflowPage = apps.get_model("wagtailcore", "WorkflowPage")
    WorkflowTask = apps.get_model("wagtailcore", "WorkflowTask")
    ReviewTask = apps.get_model("review", "ReviewTask")
    content_type, _created = ContentType.objects.get_or_create(app_label="review", model="reviewtask")

    workflow = Workflow.objects.create(name="三审 Three reviews", active=True)
    for order, (name, group_name) in enumerate(STAGES):
        task = ReviewTask.objects.create(name=name, active=True, content_type=content_type)
        task.groups.add(Group.objects.get(name=group_name))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    root = Page.objects.get(depth=1)
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    Workflow.objects.exclude(pk=workflow.pk).update(active=False)


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0001_initial"),
        ("accounts", "0003_roles"),
    ]

    operations = [migrations.RunPython(make_workflow, migrations.RunPython.noop)]
