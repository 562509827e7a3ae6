"""`publisher account`: the places we publish as."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from publisher.accounts import asking, coming, connecting, opening, resuming
from publisher.accounts.limits import set_own
from publisher.channels.errors import ChannelError, CodeNeeded
from publisher.errors import Refusal
from publisher.management.accounts import as_json, doubts_of, going, lines_of, listed, order_of
from publisher.management.base import PublisherCommand
from publisher.management.secret_file import first_line
from publisher.models import Account
from publisher.newsletter import halting


class Command(PublisherCommand):
    help = "Connect an account, list, check, limit, pause, resume or retire them."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(
            dest="action", required=True, metavar="connect|list|check|limit|pause|resume|retire"
        )
        connect = actions.add_parser("connect", help="log in and store the session, encrypted")
        connect.add_argument("channel", metavar="CHANNEL")
        connect.add_argument("--name", required=True, metavar="N")
        connect.add_argument(
            "--secret", action="append", default=[], metavar="FIELD=@FILE", help="repeat for each field"
        )
        connect.add_argument("--username", metavar="U")
        connect.add_argument("--password-file", metavar="F", type=Path)
        connect.add_argument("--totp-file", metavar="F", type=Path)
        connect.add_argument("--token-file", metavar="F", type=Path)
        connect.add_argument("--lang", action="append", dest="languages", metavar="L", help="language of its posts")
        actions.add_parser("list", help="show them all")
        for name, text in (
            ("check", "ask whether it can publish now"),
            ("pause", "let nothing leave"),
            ("resume", "show what would go first; with --all or --first let it go"),
            ("retire", "end it until it is connected again"),
        ):
            one = actions.add_parser(name, help=text)
            one.add_argument("account", metavar="CHANNEL/NAME")
            if name in ("pause", "retire"):
                one.add_argument("--reason", required=True)
            if name == "resume":
                _how_to_resume(one)
        limit = actions.add_parser("limit", help="give it limits of its own")
        limit.add_argument("account", metavar="CHANNEL/NAME")
        limit.add_argument("limits", nargs="+", metavar="4/hour|16/day|300s|off|default")

    def handle(self, *_args: Any, action: str, **options: Any) -> None:
        if action == "connect":
            self.connect(**options)
        elif action == "list":
            rows = [as_json(account) for account in Account.objects.order_by("id")]
            none = "No account yet. `publisher account connect CHANNEL --name N` adds one."
            self.out(rows, listed(rows) if rows else none)
        elif action == "check":
            self.ask(find(options["account"]))
        elif action == "pause":
            account = find(options["account"])
            besides = halting.at_a_pause(account)
            resuming.rest(account, options["reason"])
            self.out(as_json(find(str(account))), f"{account} is paused. {besides}".strip())
        elif action == "retire":
            account = find(options["account"])
            resuming.retire(account, options["reason"])
            self.out(as_json(find(str(account))), f"{account} is retired. Drafts know it still: publisher redraft ID.")
        elif action == "limit":
            account = find(options["account"])
            set_own(account, " ".join(options["limits"]))
            row = as_json(find(str(account)))
            self.out(row, lines_of(row))
        else:
            how = {name: options[name] for name in ("force", "all", "first", "shown")}
            self.resume(find(options["account"]), **how)

    def resume(self, account: Account, *, force: str, all: bool, first: bool, shown: str | None) -> None:
        """Shows what would go first; where nothing waits there is nothing to look at, and it goes on at once.

        Whoever lets it go says what they saw (`--shown`), or else what waits in this moment goes, and is told.
        """
        waiting = coming.would_go(account)
        order = f"in this order:\n{order_of(waiting)}" if waiting else ""
        if account.paused_at and waiting and not (all or first):
            row = as_json(account) | going(account) | {"let_go": 0}
            how = f"publisher account resume {account} --shown {row['shown']} --all, or the first alone: --first"
            self.out(row, f"{lines_of(row)}\nWould go, {order}{doubts_of(row)}\nLet them go: {how}")
            return
        seen = [one.mark for one in waiting] if shown is None else [part for part in shown.split(",") if part]
        let_go = resuming.resume(account, first=first, forced=force, shown=seen)
        account = find(str(account))
        row = as_json(account) | going(account) | {"let_go": let_go}
        told = f"{let_go} go out, {order}" if let_go else "nothing waited."
        if first:
            told = f"the first goes alone, then you are asked:\n{order_of(waiting[:1])}"
        self.out(row, f"{account} goes on; {told}{doubts_of(row)}")

    def connect(self, channel: str, name: str, **options: Any) -> None:
        given = dict(_secret(text) for text in options["secret"])
        if options["username"]:
            given["username"] = options["username"]
        for field in ("password", "totp", "token"):
            if options[f"{field}_file"]:
                given[field] = first_line(options[f"{field}_file"])
        try:
            account = connecting.connect(channel, name, given, languages=options["languages"])
        except CodeNeeded as cause:
            how = f"Connect it on the page {settings.BASE_URL}/places/connect/, where it can be gone on with."
            raise Refusal(f"{channel} did not let us in. {cause} {how}") from cause
        except ChannelError as cause:
            raise Refusal(f"{channel} did not let us in. {cause}") from cause
        ready = (
            "ready" if not account.paused_at else f"still paused; `publisher account resume {account}` lets it go on"
        )
        self.out(as_json(account), f"{account} is connected and {ready}.")

    def ask(self, account: Account) -> None:
        if account.channel == opening.NEWSLETTER:
            self.out(
                as_json(account) | {"ok": True}, f"{account} goes out by SMTP; `publisher doctor` checks the relay."
            )
            return
        health = asking.check(account)
        row = as_json(find(str(account)))
        can = f"{account} can publish." if health.ok else f"{account} cannot publish."
        self.out(
            row | {"ok": health.ok, "health": health.reason, "todo": health.todo or row["todo"]},
            f"{can}\n{lines_of(row)}",
        )
        if health.reason:
            self.say(f"{health.reason} {health.todo}".strip())
        if not health.ok:
            raise SystemExit(1)


def find(text: str) -> Account:
    """The account written `channel/name`. Raises `Refusal`."""
    channel, _, name = text.partition("/")
    account = Account.objects.filter(channel=channel, name=name).first()
    if account is None:
        raise Refusal(f"There is no account {text!r}. `publisher account list` shows them.", "missing")
    return account


def _how_to_resume(parser: CommandParser) -> None:
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--all", action="store_true", help="let all go that waits, in its turn")
    how.add_argument("--first", action="store_true", help="let the first go alone, then pause it again and ask")
    parser.add_argument("--shown", metavar="LIST", help="what you saw, as it was shown; refused if it is another now")
    parser.add_argument("--force", default="", metavar="REASON", help="although it is blocked until later")


def _secret(text: str) -> tuple[str, str]:
    field, equals, value = text.partition("=@")
    if not equals:
        raise Refusal("Give each secret as FIELD=@FILE, so that it stands in no shell history.")
    return field, first_line(Path(value))
