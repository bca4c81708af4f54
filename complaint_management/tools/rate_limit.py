"""How often something may happen within a time, for each key by itself."""

import threading
import time
from collections import OrderedDict, deque


class RateLimit:
    """At most ``limit`` events for each key within ``seconds``.

    Each process counts by itself and in memory, as Odoo does with logins: a flood costs
    the database nothing. The keys kept are limited too; the one idle longest is dropped.
    """

    def __init__(self, limit: int, seconds: float, keys: int = 10_000):
        self.limit = limit
        self.seconds = seconds
        self._keys = keys
        self._events = OrderedDict()
        self._lock = threading.Lock()

    def count(self, key) -> None:
        """Note one more event."""
        with self._lock:
            events = self._events.setdefault(key, deque(maxlen=self.limit))
            events.append(time.monotonic())
            self._events.move_to_end(key)
            if len(self._events) > self._keys:
                self._events.popitem(last=False)

    def is_reached(self, key) -> bool:
        """Whether the next event would be one too many."""
        events = self._events.get(key, ())
        oldest_allowed = time.monotonic() - self.seconds
        return len(events) == self.limit and events[0] > oldest_allowed
