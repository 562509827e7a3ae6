import django.db.models.deletion
import publisher.models.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publisher', '0020_digests'),
    ]

    operations = [
        migrations.CreateModel(
            name='MailRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bucket', models.CharField(help_text='`relay HOST:PORT`, or a domain', max_length=300, unique=True)),
                ('full_at', models.DateTimeField(help_text="when a second's worth may leave at once again", null=True)),
                ('rests_until', models.DateTimeField(help_text='it answered `not now` again and again', null=True)),
                ('rests', models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.AlterField(
            model_name='copy',
            name='issue',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='publisher.issue'),
        ),
        migrations.AlterField(
            model_name='told',
            name='subscriber',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='told', to='publisher.subscriber'),
        ),
        migrations.AlterField(
            model_name='copy',
            name='state',
            field=publisher.models.fields.StateField(db_index=False, default='queued', max_length=24),
        ),
        migrations.AddIndex(
            model_name='copy',
            index=models.Index(condition=models.Q(('state__in', ['uncertain', 'failed'])), fields=['state', 'done_at'], name='copy_in_trouble'),
        ),
    ]
