import django.db.models.deletion
from django.conf import settings
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
        migrations.CreateModel(
            name='LogIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=40)),
                ('name', models.SlugField(max_length=60)),
                ('needs', models.CharField(blank=True, help_text='what it waits for; empty: it is under way', max_length=12)),
                ('reason', models.TextField(blank=True)),
                ('todo', models.TextField(blank=True)),
                ('sealed', models.TextField(blank=True, help_text='what was given, and what the channel needs to go on')),
                ('tries', models.PositiveSmallIntegerField(default=0, help_text='codes that were not accepted')),
                ('busy_until', models.DateTimeField(help_text='a request is at it', null=True)),
                ('expires_at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('channel', 'name'), name='log_in_once'), models.CheckConstraint(condition=models.Q(('needs__in', ['', 'code', 'confirmation'])), name='log_in_needs_known')],
            },
        ),
    ]
