"""`publisher account`: the places we publish as."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from publisher.accounts import opening, resuming
from publisher.channels.errors import ChannelError
from publisher.errors import Refusal
from publisher.management.base import PublisherCommand
from publisher.management.secret_file import first_line
from publisher.models import Account


class Command(PublisherCommand):
    help = "Connect an account, list, check, pause, resume or retire them."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="connect|list|check|pause|resume|retire")
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
            ("resume", "go on"),
            ("retire", "end it until it is connected again"),
        ):
            one = actions.add_parser(name, help=text)
            one.add_argument("account", metavar="CHANNEL/NAME")
            if name in ("pause", "retire"):
                one.add_argument("--reason", required=True)

    def handle(self, *_args: Any, action: str, **options: Any) -> None:
        if action == "connect":
            self.connect(**options)
        elif action == "list":
            rows = [as_json(account) for account in Account.objects.order_by("id")]
            self.out(rows, None if rows else "No account yet. `publisher account connect CHANNEL --name N` adds one.")
        elif action == "check":
            self.ask(find(options["account"]))
        elif action == "pause":
            account = find(options["account"])
            resuming.rest(account, options["reason"])
            self.out(as_json(find(str(account))), f"{account} is paused.")
        elif action == "retire":
            account = find(options["account"])
            resuming.retire(account, options["reason"])
            self.out(as_json(find(str(account))), f"{account} is retired. Drafts know it still: publisher redraft ID.")
        else:
            account = find(options["account"])
            ready = resuming.resume(account)
            self.out(as_json(find(str(account))), f"{account} goes on; {ready} deliveries are ready.")

    def connect(self, channel: str, name: str, **options: Any) -> None:
        given = dict(_secret(text) for text in options["secret"])
        if options["username"]:
            given["username"] = options["username"]
        for field in ("password", "totp", "token"):
            if options[f"{field}_file"]:
                given[field] = first_line(options[f"{field}_file"])
        try:
            account = opening.connect(channel, name, given, languages=options["languages"])
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
        health = opening.open_channel(account).check()
        self.out(
            as_json(account) | {"ok": health.ok, "health": health.reason, "todo": health.todo},
            f"{account} can publish." if health.ok else f"{account} cannot publish.",
        )
        if health.todo:
            self.say(f"{health.reason} {health.todo}")
        if not health.ok:
            raise SystemExit(1)


def find(text: str) -> Account:
    """The account written `channel/name`. Raises `Refusal`."""
    channel, _, name = text.partition("/")
    account = Account.objects.filter(channel=channel, name=name).first()
    if account is None:
        raise Refusal(f"There is no account {text!r}. `publisher account list` shows them.", "missing")
    return account


def as_json(account: Account) -> dict[str, Any]:
    """One account without its secrets."""
    return {
        "account": str(account),
        "channel": account.channel,
        "name": account.name,
        "languages": account.languages,
        "state": "retired" if account.retired_at else "paused" if account.paused_at else "ready",
        "reason": account.pause_reason,
        "todo": account.todo,
    }


def _secret(text: str) -> tuple[str, str]:
    field, equals, value = text.partition("=@")
    if not equals:
        raise Refusal("Give each secret as FIELD=@FILE, so that it stands in no shell history.")
    return field, first_line(Path(value))
