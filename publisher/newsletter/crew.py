"""Several connections at once: threads that hand over sub-batches, and know nothing of the database."""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from queue import Empty, SimpleQueue

from publisher.newsletter.backends import Transport, transport
from publisher.newsletter.compile import Compiled, HeaderError
from publisher.newsletter.handing import Addressed, Filled, Signer, letter
from publisher.newsletter.outcomes import Outcome, Unreachable


@dataclass(slots=True)
class Done:
    """What became of a sub-batch. `untouched` were not begun; a copy that is in neither keeps its intent: nobody knows.

    `seconds`: how long it took; `trouble`: why the relay takes no more; `error`: any other reason that it ended by.
    """

    results: list[tuple[Addressed, Outcome]] = field(default_factory=list)
    untouched: list[Addressed] = field(default_factory=list)
    seconds: float = 0.0
    trouble: str = ""
    error: BaseException | None = None


class Crew:
    """At most so many threads, each with a connection of its own that it keeps. One thread gives and takes.

    A connection that is refused while another works, or may work yet, is given up: a relay may allow fewer.
    """

    def __init__(self, most: int, messages: Mapping[str, Compiled], sign: Signer | None = None) -> None:
        self._most = most
        self._messages, self._sign = messages, sign
        self._to_do: SimpleQueue[tuple[Sequence[Addressed], float] | None] = SimpleQueue()
        self._done: SimpleQueue[Done] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._waiting = 0
        self._proven = False
        self._ending = False
        self.busy = 0

    @property
    def free(self) -> bool:
        """True while another sub-batch would be begun at once."""
        return self.busy < self._most

    def give(self, copies: Sequence[Addressed], until: float) -> None:
        """A sub-batch to hand over; what is not begun by `until` (`time.monotonic`) stays untouched."""
        if self._waiting:
            self._waiting -= 1
        else:
            thread = threading.Thread(target=self._work, args=[transport()], name="newsletter", daemon=True)
            self._threads.append(thread)
            thread.start()
        self.busy += 1
        self._to_do.put((copies, until))

    def take(self, timeout: float | None = None) -> Done | None:
        """The next sub-batch that is done; None if there is none within so many seconds."""
        try:
            done = self._done.get(timeout=timeout)
        except Empty:
            return None
        self.busy -= 1
        self._waiting += not done.trouble  # else its thread has ended
        self._proven = self._proven or bool(done.results)
        if done.trouble and self._most > 1 and (self._proven or self.busy):
            self._most -= 1
            done.trouble = ""
        return done

    def end(self) -> Iterator[Done]:
        """Begins no more letters, and gives what is still on its way, each as soon as it is done."""
        self._ending = True
        while self.busy and (done := self.take()):
            yield done
        for _ in range(self._waiting):
            self._to_do.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self, transport: Transport) -> None:
        with transport as relay:
            while (given := self._to_do.get()) is not None:
                done = self._deliver(relay, *given)
                troubled = bool(done.trouble)
                self._done.put(done)
                if troubled:
                    return

    def _deliver(self, relay: Transport, copies: Sequence[Addressed], until: float) -> Done:
        done, began = Done(), time.monotonic()
        letters: list[tuple[Addressed, Filled]] = []
        at = datetime.now(UTC).replace(microsecond=0)
        for copy in copies:
            try:
                letters.append((copy, letter(copy, self._messages, at, self._sign)))
            except HeaderError as cause:
                done.results.append((copy, Outcome("failed", 0, str(cause))))
        begun = 0
        try:
            for outcome in relay.send_each(self._in_time(letters, until)):
                done.results.append((letters[begun][0], outcome))
                begun += 1
        except Unreachable as cause:
            done.trouble = f"The mail relay cannot be used: {cause}"
        except BaseException as cause:  # noqa: BLE001 - whoever takes it raises it
            done.error = cause
            begun += 1  # it may have been handed over
        done.untouched = [copy for copy, _ in letters[begun:]]
        done.seconds = time.monotonic() - began
        return done

    def _in_time(self, letters: Sequence[tuple[Addressed, Filled]], until: float) -> Iterator[Filled]:
        for _copy, one in letters:
            if self._ending or time.monotonic() >= until:
                return
            yield one
