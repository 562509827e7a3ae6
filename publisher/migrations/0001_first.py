
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import publisher.models.announcements
import publisher.models.fields
import publisher.models.newsletter
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Lease',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('fence', models.PositiveBigIntegerField(default=0)),
                ('until', models.DateTimeField(null=True)),
                ('beat_at', models.DateTimeField(null=True)),
                ('head', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='as shown in public', max_length=120)),
                ('first', models.CharField(blank=True, max_length=80)),
                ('last', models.CharField(blank=True, max_length=80)),
                ('handle', models.CharField(blank=True, max_length=60)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.SlugField(max_length=40, unique=True)),
                ('location', models.CharField(help_text="a file's path or an http(s) address", max_length=1000)),
                ('format', models.CharField(max_length=16)),
                ('columns', models.JSONField(default=dict, help_text="our field -> the source's column")),
                ('statuses', models.JSONField(default=dict, help_text="the source's word -> our status")),
                ('allowed_hosts', models.JSONField(default=list, help_text='hosts that redirects may lead to')),
                ('cycle', models.PositiveSmallIntegerField()),
                ('settle_seconds', models.PositiveIntegerField(default=0)),
                ('evidence_is_enough', models.BooleanField(default=False, help_text="an organizer's evidence goes out before the tracker")),
                ('limits', models.JSONField(default=dict, help_text="this source's own brake")),
                ('paused_at', models.DateTimeField(null=True)),
                ('baseline_at', models.DateTimeField(null=True)),
                ('baseline_map', models.CharField(blank=True, help_text='SHA-256 of map and cycle at the baseline', max_length=64)),
                ('etag', models.CharField(blank=True, max_length=500)),
                ('last_modified', models.CharField(blank=True, max_length=100)),
                ('body_sha256', models.CharField(blank=True, max_length=64)),
                ('read_at', models.DateTimeField(null=True)),
                ('lease_until', models.DateTimeField(null=True)),
                ('fence', models.PositiveBigIntegerField(default=0)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('media_type', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField(help_text='bytes')),
                ('width', models.PositiveIntegerField(help_text='pixels', null=True)),
                ('height', models.PositiveIntegerField(help_text='pixels', null=True)),
                ('preflight', models.JSONField(default=list, help_text="points measured on this picture's pixels")),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_hash', models.CharField(max_length=64, unique=True)),
                ('reason', models.CharField(max_length=40)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('role', models.CharField(choices=[('organizer', 'organizer'), ('comms', 'comms'), ('approver', 'approver'), ('admin', 'admin')], default='organizer', max_length=16)),
                ('time_zone', models.CharField(default='America/New_York', max_length=64)),
                ('language', models.CharField(default='en', max_length=8)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=40)),
                ('name', models.SlugField(max_length=60)),
                ('languages', models.JSONField(default=list)),
                ('secrets', models.TextField(blank=True, help_text='sealed')),
                ('session', models.TextField(blank=True, help_text='sealed')),
                ('session_version', models.PositiveIntegerField(default=0)),
                ('limits', models.JSONField(default=dict)),
                ('paused_at', models.DateTimeField(null=True)),
                ('pause_reason', models.TextField(blank=True)),
                ('todo', models.TextField(blank=True, help_text='what to do so that it can go on')),
                ('lease_until', models.DateTimeField(null=True)),
                ('fence', models.PositiveBigIntegerField(default=0)),
                ('retired_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('channel', 'name'), name='account_once')],
            },
        ),
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(default='news', max_length=12)),
                ('code', models.CharField(default=publisher.models.announcements.new_code, max_length=12, unique=True)),
                ('state', publisher.models.fields.StateField(db_index=True, default='drafting', max_length=24)),
                ('reason', models.TextField(blank=True, help_text='why it stands where it stands, in a sentence')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('draft_attempts', models.PositiveSmallIntegerField(default=0)),
                ('draft_after', models.DateTimeField(help_text='after a failed draft: not before this', null=True)),
                ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='publisher.announcement')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(max_length=12)),
                ('state', publisher.models.fields.StateField(db_index=True, default='waiting', max_length=24)),
                ('reason', models.TextField(blank=True, help_text='why it stands where it stands, in a sentence')),
                ('todo', models.TextField(blank=True, help_text='what a person can do about it')),
                ('not_before', models.DateTimeField(help_text='UTC; moved by a pause, a retry or quiet hours')),
                ('after_delay', models.PositiveIntegerField(default=0, help_text='seconds after that one is live')),
                ('planned_at', models.DateTimeField(help_text='the clock time it was planned for, whatever becomes of `after`')),
                ('waits_for', models.CharField(blank=True, max_length=12)),
                ('waits_note', models.TextField(blank=True)),
                ('fence', models.PositiveBigIntegerField(default=0, help_text="grows with each claim; a late worker's is too small")),
                ('lease_until', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('checkpoint', models.JSONField(default=dict, help_text='what the channel wants to know again, such as an upload id')),
                ('sending_at', models.DateTimeField(help_text='the stamp: from here on only proof says what happened', null=True)),
                ('looks', models.PositiveSmallIntegerField(default=0)),
                ('next_look_at', models.DateTimeField(null=True)),
                ('remote_id', models.CharField(blank=True, max_length=200)),
                ('permalink', models.URLField(blank=True, max_length=500)),
                ('published_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='publisher.account')),
                ('after', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='publisher.delivery')),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='publisher.announcement')),
                ('target', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='publisher.delivery')),
            ],
            options={
                'verbose_name_plural': 'deliveries',
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(help_text='announcement, delivery, poll, account, ...', max_length=40)),
                ('object_id', models.BigIntegerField()),
                ('announcement_id', models.BigIntegerField(db_index=True, null=True)),
                ('before', models.CharField(blank=True, max_length=24)),
                ('after', models.CharField(blank=True, max_length=24)),
                ('what', models.CharField(help_text='move, edit, decision, pause, ...', max_length=40)),
                ('role', models.CharField(blank=True, help_text="the actor's role; never who", max_length=16)),
                ('data', models.JSONField(default=dict, help_text='facts without personal data')),
                ('personal_sha256', models.CharField(blank=True, help_text='SHA-256(salt + personal part)', max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'object_id'], name='event_of_object')],
            },
        ),
        migrations.CreateModel(
            name='Issue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', publisher.models.fields.StateField(db_index=True, default='frozen', max_length=24)),
                ('compiled', models.JSONField(help_text='language -> the finished message in pieces, see newsletter.compile')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('delivery', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='issue', to='publisher.delivery')),
            ],
        ),
        migrations.CreateModel(
            name='IssueItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issue_items', to='publisher.announcement')),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='publisher.issue')),
            ],
            options={
                'ordering': ('position',),
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=32)),
                ('about', models.CharField(max_length=64)),
                ('subject', models.CharField(max_length=250)),
                ('text', models.TextField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('tried_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('moved', models.JSONField(default=list, help_text='ids of the candidacies that moved, to move them back')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('undone_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to=settings.AUTH_USER_MODEL)),
                ('dropped', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merged_away', to='publisher.person')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merged_in', to='publisher.person')),
            ],
        ),
        migrations.CreateModel(
            name='Candidacy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cycle', models.PositiveSmallIntegerField()),
                ('office', models.CharField(max_length=8)),
                ('us_state', models.CharField(help_text='USPS code', max_length=2)),
                ('district', models.PositiveSmallIntegerField(help_text='0 is at-large; empty for the Senate', null=True)),
                ('party', models.CharField(blank=True, max_length=40)),
                ('standing', models.CharField(default='active', max_length=12)),
                ('special', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='candidacies', to='publisher.person')),
            ],
            options={
                'verbose_name_plural': 'candidacies',
            },
        ),
        migrations.CreateModel(
            name='PersonalPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('salt', models.CharField(max_length=32)),
                ('fields', models.JSONField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='personal', to='publisher.event')),
            ],
        ),
        migrations.CreateModel(
            name='Poll',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', publisher.models.fields.StateField(db_index=True, default='reading', max_length=24)),
                ('reason', models.TextField(blank=True)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('baseline', models.BooleanField(default=False)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('held', models.JSONField(default=list, help_text='rows not understood: raw and reason')),
                ('bytes', models.PositiveBigIntegerField(default=0)),
                ('body_sha256', models.CharField(blank=True, max_length=64)),
                ('accepted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('healed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='healed', to='publisher.poll')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='polls', to='publisher.source')),
            ],
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('manifest', models.JSONField(help_text='see publisher.manifest')),
                ('digest', models.CharField(db_index=True, max_length=64)),
                ('approval', models.JSONField(help_text='who must approve, frozen: preset, needed, barred, wait')),
                ('note', models.TextField(blank=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='publisher.announcement')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('number',),
            },
        ),
        migrations.AddField(
            model_name='delivery',
            name='revision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='publisher.revision'),
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(max_length=16)),
                ('digest', models.CharField(max_length=64)),
                ('languages', models.JSONField(default=list, help_text='the languages its author vouches for')),
                ('reason', models.TextField(blank=True)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to=settings.AUTH_USER_MODEL)),
                ('revision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='publisher.revision')),
            ],
            options={
                'ordering': ('at', 'id'),
            },
        ),
        migrations.AddField(
            model_name='announcement',
            name='revision',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publisher.revision'),
        ),
        migrations.CreateModel(
            name='RowVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('digest', models.CharField(help_text='SHA-256 of the raw row', max_length=64)),
                ('raw', models.JSONField()),
                ('understood', models.JSONField()),
                ('status', models.CharField(max_length=12)),
                ('first_seen', models.DateTimeField()),
                ('last_seen', models.DateTimeField(help_text='empty while it is the current version', null=True)),
                ('candidacy', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='row_versions', to='publisher.candidacy')),
                ('first_poll', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publisher.poll')),
                ('last_poll', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publisher.poll')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='row_versions', to='publisher.source')),
            ],
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('seq', models.BigIntegerField(primary_key=True, serialize=False)),
                ('hash', models.CharField(max_length=64)),
                ('previous', models.CharField(max_length=64)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='seal', to='publisher.event')),
            ],
        ),
        migrations.CreateModel(
            name='SourceKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('status', models.CharField(max_length=12)),
                ('missing_since', models.DateTimeField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('candidacy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='publisher.candidacy')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='publisher.source')),
            ],
        ),
        migrations.CreateModel(
            name='StatusChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.CharField(max_length=12)),
                ('after', models.CharField(max_length=12)),
                ('said_at', models.DateField(help_text='when the candidate said so', null=True)),
                ('precision', models.CharField(default='unknown', max_length=8)),
                ('seen_at', models.DateTimeField(help_text='when we learnt it, UTC')),
                ('pledge_version', models.CharField(max_length=40)),
                ('origin', models.CharField(max_length=8)),
                ('why', models.TextField(blank=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='triggered', to=settings.AUTH_USER_MODEL)),
                ('candidacy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='publisher.candidacy')),
                ('row_version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='publisher.rowversion')),
                ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='publisher.source')),
            ],
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('row_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publisher.rowversion')),
                ('change', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='confirmation', to='publisher.statuschange')),
            ],
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(default='address', max_length=12)),
                ('url', models.URLField(blank=True, max_length=1000)),
                ('note', models.TextField(blank=True)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('captured_at', models.DateTimeField(null=True)),
                ('public', models.BooleanField(default=False, help_text='named on the public page and in texts')),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='publisher.statuschange')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publisher.storedfile')),
            ],
            options={
                'verbose_name_plural': 'evidence',
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='Subject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('live_news', models.BooleanField(default=True, help_text='kept by workflow.move: kind is news and it has not ended')),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='subjects', to='publisher.announcement')),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='subjects', to='publisher.statuschange')),
            ],
            options={
                'ordering': ('position', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Subscriber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('language', models.CharField(default='en', max_length=8)),
                ('us_state', models.CharField(blank=True, max_length=2)),
                ('own_state_only', models.BooleanField(default=False)),
                ('rhythm', models.CharField(default='daily', max_length=12)),
                ('state', publisher.models.fields.StateField(db_index=True, default='active', max_length=24)),
                ('token', models.CharField(default=publisher.models.newsletter.new_token, max_length=64, unique=True)),
                ('consent_source', models.CharField(max_length=200)),
                ('consent_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='subscriber_email_once'), models.CheckConstraint(condition=models.Q(('state__in', ['active', 'suppressed', 'unsubscribed'])), name='subscriber_state_known'), models.CheckConstraint(condition=models.Q(('rhythm__in', ['at_once', 'corrections', 'daily', 'weekly'])), name='subscriber_rhythm_known')],
            },
        ),
        migrations.CreateModel(
            name='Copy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=8)),
                ('state', publisher.models.fields.StateField(db_index=True, default='queued', max_length=24)),
                ('claimed_by', models.CharField(blank=True, max_length=40)),
                ('lease_until', models.DateTimeField(null=True)),
                ('retry_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('code', models.PositiveSmallIntegerField(help_text="the relay's reply code, RFC 5321", null=True)),
                ('reply', models.CharField(blank=True, max_length=300)),
                ('done_at', models.DateTimeField(null=True)),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='publisher.issue')),
                ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='publisher.subscriber')),
            ],
            options={
                'verbose_name_plural': 'copies',
            },
        ),
        migrations.CreateModel(
            name='Told',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='told', to='publisher.announcement')),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='told', to='publisher.issue')),
                ('subscriber', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='told', to='publisher.subscriber')),
            ],
            options={
                'verbose_name_plural': 'told',
            },
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['admin', 'approver', 'comms', 'organizer'])), name='user_role_known'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['cancelled', 'frozen', 'paused', 'sending', 'sent'])), name='issue_state_known'),
        ),
        migrations.AddConstraint(
            model_name='issueitem',
            constraint=models.UniqueConstraint(fields=('issue', 'announcement'), name='issue_item_once'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('sent_at', None)), fields=['created_at'], name='notice_unsent'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('recipient', 'kind', 'about'), name='notice_once'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('dropped',), name='merge_person_once'),
        ),
        migrations.AddIndex(
            model_name='candidacy',
            index=models.Index(fields=['cycle', 'us_state', 'office', 'district'], name='candidacy_race'),
        ),
        migrations.AddConstraint(
            model_name='candidacy',
            constraint=models.CheckConstraint(condition=models.Q(('office__in', ['house', 'senate'])), name='candidacy_office_known'),
        ),
        migrations.AddConstraint(
            model_name='candidacy',
            constraint=models.CheckConstraint(condition=models.Q(('standing__in', ['active', 'deceased', 'left_race', 'lost', 'switched'])), name='candidacy_standing_known'),
        ),
        migrations.AddConstraint(
            model_name='candidacy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('district', None), ('office', 'senate')), models.Q(('district__isnull', False), ('office', 'house')), _connector='OR'), name='candidacy_district_fits_office'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(fields=('announcement', 'number'), name='revision_number_once'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'ready')), fields=['account', 'not_before'], name='delivery_due'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'publishing')), fields=['lease_until'], name='delivery_leases'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(condition=models.Q(('target', None)), fields=('announcement', 'account', 'act'), name='delivery_once'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(condition=models.Q(('target__isnull', False)), fields=('target', 'act', 'revision'), name='delivery_on_target_once'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['failed', 'held', 'paused', 'published', 'publishing', 'ready', 'stopped', 'taken_down', 'uncertain', 'waiting'])), name='delivery_state_known'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('act__in', ['archive', 'comment', 'delete', 'edit', 'mail', 'post', 'story'])), name='delivery_act_known'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('waits_for__in', ['', 'after', 'tracker'])), name='delivery_wait_known'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('sending_at__isnull', False), ('state__in', ['ready', 'waiting']), _negated=True), name='delivery_stamped_is_never_ready'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(fields=('revision', 'by'), name='decision_once'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('verdict__in', ['approve', 'hold', 'reject', 'request_changes'])), name='decision_verdict_known'),
        ),
        migrations.AddConstraint(
            model_name='announcement',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['approved', 'changes_requested', 'drafting', 'expired', 'held', 'in_review', 'rejected'])), name='announcement_state_known'),
        ),
        migrations.AddConstraint(
            model_name='announcement',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['correction', 'digest', 'news'])), name='announcement_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='rowversion',
            constraint=models.UniqueConstraint(condition=models.Q(('last_seen', None)), fields=('source', 'key'), name='row_one_current_version'),
        ),
        migrations.AddConstraint(
            model_name='rowversion',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['pending', 'refused', 'rescinded', 'signed'])), name='row_status_known'),
        ),
        migrations.AddIndex(
            model_name='poll',
            index=models.Index(fields=['source', '-started_at'], name='poll_latest'),
        ),
        migrations.AddConstraint(
            model_name='poll',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['accepted', 'healed', 'quarantined', 'reading', 'unchanged'])), name='poll_state_known'),
        ),
        migrations.AddConstraint(
            model_name='sourcekey',
            constraint=models.UniqueConstraint(fields=('source', 'key'), name='source_key_once'),
        ),
        migrations.AddConstraint(
            model_name='sourcekey',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['pending', 'refused', 'rescinded', 'signed'])), name='source_key_status_known'),
        ),
        migrations.AddIndex(
            model_name='statuschange',
            index=models.Index(fields=['candidacy', '-seen_at'], name='change_latest'),
        ),
        migrations.AddConstraint(
            model_name='statuschange',
            constraint=models.CheckConstraint(condition=models.Q(('before__in', ['none', 'pending', 'refused', 'rescinded', 'signed'])), name='change_before_known'),
        ),
        migrations.AddConstraint(
            model_name='statuschange',
            constraint=models.CheckConstraint(condition=models.Q(('after__in', ['pending', 'refused', 'rescinded', 'signed'])), name='change_after_known'),
        ),
        migrations.AddConstraint(
            model_name='statuschange',
            constraint=models.CheckConstraint(condition=models.Q(('precision__in', ['day', 'month', 'unknown', 'year'])), name='change_precision_known'),
        ),
        migrations.AddConstraint(
            model_name='statuschange',
            constraint=models.CheckConstraint(condition=models.Q(('origin__in', ['person', 'tracker'])), name='change_origin_known'),
        ),
        migrations.AddConstraint(
            model_name='statuschange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('origin', 'tracker'), ('row_version__isnull', False)), models.Q(('by__isnull', False), ('origin', 'person')), _connector='OR'), name='change_has_its_origin'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['address', 'file', 'note'])), name='evidence_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='subject',
            constraint=models.UniqueConstraint(fields=('announcement', 'change'), name='subject_once'),
        ),
        migrations.AddConstraint(
            model_name='subject',
            constraint=models.UniqueConstraint(fields=('announcement', 'position'), name='subject_position_once'),
        ),
        migrations.AddConstraint(
            model_name='subject',
            constraint=models.UniqueConstraint(condition=models.Q(('live_news', True)), fields=('change',), name='change_one_live_news'),
        ),
        migrations.AddIndex(
            model_name='copy',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['issue', 'id'], name='copy_queued'),
        ),
        migrations.AddIndex(
            model_name='copy',
            index=models.Index(condition=models.Q(('state__in', ['claimed', 'sending'])), fields=['issue', 'lease_until'], name='copy_in_flight'),
        ),
        migrations.AddConstraint(
            model_name='copy',
            constraint=models.UniqueConstraint(fields=('issue', 'subscriber'), name='copy_once'),
        ),
        migrations.AddConstraint(
            model_name='copy',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['claimed', 'failed', 'queued', 'sending', 'sent', 'skipped', 'uncertain'])), name='copy_state_known'),
        ),
        migrations.AddConstraint(
            model_name='told',
            constraint=models.UniqueConstraint(fields=('subscriber', 'announcement'), name='told_once'),
        ),
    ]
