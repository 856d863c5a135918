from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("front_door", "0007_whether_a_sender_may_be_rung_as_they_say")]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="name_kept_back",
            field=models.CharField(
                blank=True,
                choices=[
                    ("ASKED", "The sender asks for that."),
                    (
                        "NOT_KNOWN",
                        "Nobody here knows whether the sender agrees. Ask the authority that passed it on first.",
                    ),
                ],
                default="",
                help_text="Of what was passed on: the sender's own form says it itself.",
                max_length=9,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="submission",
            name="childs_words",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="What the child said, in the child's own words, where an authority passed it on.",
            ),
        ),
    ]
