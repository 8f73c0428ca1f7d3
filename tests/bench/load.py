"""Asking a server as fast as it answers, from processes of our own, over connections that stay open."""

import socket
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

CLIENT_PROCESSES = 2
CONNECTIONS = 8
"""Connections of each client process."""
MAX_ANSWER_SECONDS = 30
"""Seconds after which an answer counts as lost, and the benchmark fails."""


def get(path: str, cookie: str = "") -> bytes:
    """Return a GET request as it goes over the wire."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nCookie: {cookie}\r\n\r\n".encode()


def post(path: str, cookie: str, body: str) -> bytes:
    """Return a form as it goes over the wire."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def _exchange(connection: socket.socket, request: bytes) -> bytes:
    """Send a request and return the first line of its answer, read to its end."""
    connection.sendall(request)
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    fields = head.lower().split(b"\r\n")
    length = next((int(line.split(b":")[1]) for line in fields if line.startswith(b"content-length")), 0)
    left = length - len(body)
    while left > 0:
        left -= len(_more(connection))
    return head.split(b"\r\n", 1)[0]


def _more(connection: socket.socket) -> bytes:
    received = connection.recv(262_144)
    if not received:
        raise ConnectionError("The server closed the connection.")
    return received


def _ask(job: tuple[int, Sequence[bytes], float]) -> dict[bytes, int]:
    """Send the requests one after the other, over and over for `seconds` (0: each once); return counts by status."""
    port, requests, seconds = job
    counts: dict[bytes, int] = {}
    until = time.monotonic() + seconds
    with socket.create_connection(("127.0.0.1", port), timeout=MAX_ANSWER_SECONDS) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            for request in requests:
                status = _exchange(connection, request)
                counts[status] = counts.get(status, 0) + 1
            if time.monotonic() >= until:
                return counts


def _ask_in_threads(jobs: Sequence[tuple[int, Sequence[bytes], float]]) -> dict[bytes, int]:
    with ThreadPoolExecutor(len(jobs)) as pool:
        return _sum(pool.map(_ask, jobs))


def _sum(all_counts) -> dict[bytes, int]:  # type: ignore[no-untyped-def]
    total: dict[bytes, int] = {}
    for counts in all_counts:
        for status, count in counts.items():
            total[status] = total.get(status, 0) + count
    return total


def rate(port: int, requests: Sequence[bytes], *, seconds: float, expected: bytes) -> float:
    """Return how many requests a second the server on `port` answers.

    With `seconds` each connection repeats the first request for so long; with 0 all `requests` are sent once, shared
    out over the connections. Raises RuntimeError when an answer has not the status line `expected`.
    """
    lanes = CLIENT_PROCESSES * CONNECTIONS
    jobs = [(port, requests[:1] if seconds else requests[lane::lanes], seconds) for lane in range(lanes)]
    shares = [jobs[process::CLIENT_PROCESSES] for process in range(CLIENT_PROCESSES)]
    with get_context("fork").Pool(CLIENT_PROCESSES) as pool:
        started = time.monotonic()
        counts = _sum(pool.map(_ask_in_threads, shares))
        took = time.monotonic() - started
    if set(counts) != {expected}:
        raise RuntimeError(f"Expected {expected!r} only, got {counts}")
    return counts[expected] / took


@contextmanager
def steadily(port: int, requests: Sequence[bytes], *, each_second: int, expected: bytes) -> Iterator[None]:
    """Send so many of the requests each second, each once, as long as the block runs.

    Raises RuntimeError when an answer has not the status line `expected`, or none came.
    """
    context = get_context("fork")
    stop, counts = context.Event(), context.Queue()
    process = context.Process(target=_send_steadily, args=(port, requests, 1 / each_second, stop, counts))
    process.start()
    try:
        yield
    finally:
        stop.set()
        total = counts.get(timeout=MAX_ANSWER_SECONDS)
        process.join()
    if set(total) != {expected}:
        raise RuntimeError(f"Expected {expected!r} only, got {total}")


def _send_steadily(port: int, requests: Sequence[bytes], pause: float, stop: Any, counts: Any) -> None:
    sent: dict[bytes, int] = {}
    due = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=MAX_ANSWER_SECONDS) as connection:
        for request in requests:
            if stop.is_set():
                break
            status = _exchange(connection, request)
            sent[status] = sent.get(status, 0) + 1
            due += pause
            time.sleep(max(0.0, due - time.monotonic()))
    counts.put(sent)
