from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publisher', '0014_what_became_of_it'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='delivery', name='delivery_state_known'),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['by_hand', 'failed', 'held', 'paused', 'published', 'publishing', 'ready', 'stopped', 'taken_down', 'uncertain', 'waiting'])), name='delivery_state_known'),
        ),
    ]
