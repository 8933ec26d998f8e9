"""One kept-alive connection to a Jupyter server, as a browser has it, and what is measured with it."""

import http.client
import json
import time
from collections.abc import Callable
from statistics import median
from urllib.parse import urlsplit

from lab_server import TOKEN

CURRICULUM = "dl-curriculum/curricula/deep-learning"


class Client:
    """Asks one server, one request after the other."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port)
        self.base = parts.path
        self.headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}

    def get(self, path: str) -> dict:
        return json.loads(self.send("GET", path))

    def send(self, method: str, path: str, body: object = None) -> bytes:
        """The whole answer as it came, so that reading its JSON is not counted as the server's time."""
        text = None if body is None else json.dumps(body)
        self.connection.request(method, self.base + path, text, self.headers)
        response = self.connection.getresponse()
        answer = response.read()
        if response.status >= 400:
            raise SystemExit(f"{method} {path}: {response.status} {answer.decode()}")
        return answer


def side_by_side(rounds: int, *calls: Callable[[], object]) -> list[float]:
    """Medians in seconds of some calls, taken in turn."""
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(rounds):
        for call, seconds in zip(calls, times, strict=True):
            seconds.append(timed(call))
    return [median(seconds) for seconds in times]


def timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"
