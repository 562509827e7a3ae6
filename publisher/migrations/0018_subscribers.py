import hashlib

import django.db.models.deletion
import publisher.crypto
from django.db import migrations, models


def hide_tokens(apps, schema_editor):
    """The tokens in mails that were sent go on to work: their hash is kept. The new ones are stored nowhere.

    Rhythms stay as they are: each was chosen by the import that brought its subscriber, and nobody who chose
    another than "at once" was ever mailed at once.
    """
    Subscriber = apps.get_model("publisher", "Subscriber")
    some = []
    for row in Subscriber.objects.order_by("id").iterator(chunk_size=1000):
        row.key = publisher.crypto.new_key()
        row.former_sha256 = hashlib.sha256(row.token.encode()).hexdigest()
        some.append(row)
        if len(some) == 1000:
            Subscriber.objects.bulk_update(some, ["key", "former_sha256"])
            some = []
    Subscriber.objects.bulk_update(some, ["key", "former_sha256"])


class Migration(migrations.Migration):

    dependencies = [
        ('publisher', '0017_handles'),
    ]

    operations = [
        migrations.AddField('subscriber', 'key', models.CharField(max_length=16, null=True)),
        migrations.AddField('subscriber', 'former_sha256', models.CharField(blank=True, default='', max_length=64)),
        migrations.RunPython(hide_tokens),
        migrations.RemoveField('subscriber', 'token'),
        migrations.AlterField(
            model_name='subscriber',
            name='key',
            field=models.CharField(default=publisher.crypto.new_key, help_text='of the token, see crypto', max_length=16, unique=True),
        ),
        migrations.AlterField(
            model_name='subscriber',
            name='former_sha256',
            field=models.CharField(blank=True, db_index=True, help_text='of a token from before keys', max_length=64),
        ),
        migrations.RemoveConstraint(
            model_name='subscriber',
            name='subscriber_state_known',
        ),
        migrations.AddConstraint(
            model_name='subscriber',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['active', 'erased', 'suppressed', 'unsubscribed'])), name='subscriber_state_known'),
        ),
        migrations.AddConstraint(
            model_name='subscriber',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'erased'), _negated=True), models.Q(('consent_source', ''), ('email__startswith', 'erased:'), ('former_sha256', ''), ('us_state', '')), _connector='OR'), name='subscriber_erased_is_empty'),
        ),
        migrations.CreateModel(
            name='SignUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('language', models.CharField(max_length=8)),
                ('us_state', models.CharField(blank=True, max_length=2)),
                ('own_state_only', models.BooleanField(default=False)),
                ('rhythm', models.CharField(max_length=12)),
                ('source', models.CharField(help_text="where they asked: their consent's source, once confirmed", max_length=200)),
                ('key', models.CharField(default=publisher.crypto.new_key, help_text='of the token, see crypto', max_length=16, unique=True)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('subscriber', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='publisher.subscriber')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('retry_at', models.DateTimeField(null=True)),
                ('sending_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('trouble', models.CharField(blank=True, help_text='why the last attempt did not succeed', max_length=300)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('rhythm__in', ['at_once', 'corrections', 'daily', 'weekly'])), name='sign_up_rhythm_known')],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bucket', models.CharField(max_length=64, unique=True)),
                ('count', models.PositiveIntegerField(default=1)),
                ('ends_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'verbose_name_plural': 'tallies',
            },
        ),
    ]
