"""Graders on other machines: the workers of a Dask scheduler.

Workers unpickle whatever their scheduler and their peers send them. So they are only spoken to on
this machine, or encrypted and with certificates on both sides.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from hashlib import sha256
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from gdtrace.classes.grader import graded
from gdtrace.classes.graders import Executor, Graders
from gdtrace.errors import GraderError, OptionError

if TYPE_CHECKING:
    from concurrent.futures import Future

    from distributed import Client, Security

SCHEME = "dask"
LOG = "distributed.client"
WAIT = 20
"""So many seconds may a scheduler take to answer, and its workers to be there."""

CERTIFICATES = (
    "the connection has to be encrypted: give Dask its certificates with "
    "DASK_DISTRIBUTED__COMM__TLS__CA_FILE, DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT and "
    "DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY. docs/howto-dask.md shows how"
)


def dask(address: str) -> Executor:
    """Return what takes the workers of a scheduler at ``dask://HOST:PORT`` for graders.

    Raises
    ------
    OptionError
        If the address is none, needs a certificate, or Dask is not installed.
    """
    host, port = _parts(address)
    try:
        from distributed import Security
    except ModuleNotFoundError:
        raise OptionError(
            f"--executor {address}: Dask is not installed; python -m pip install 'gdtrace[dask]'"
        ) from None
    security = Security(require_encryption=True)
    encrypted = bool(security.tls_ca_file and security.tls_client_cert)
    if not (encrypted or is_loopback(host)):
        raise OptionError(f"--executor {address}: {host} is another machine, so {CERTIFICATES}")
    shown = f"[{host}]" if ":" in host else host
    target = f"{'tls' if encrypted else 'tcp'}://{shown}:{port}"

    def start(submissions: int) -> AbstractContextManager[Graders]:
        return _connected(target, security if encrypted else None)

    return start


def _parts(address: str) -> tuple[str, int]:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if host is None or port is None or parts.scheme != SCHEME or parts.path or parts.username:
        raise OptionError(
            f"--executor {address}: is local or dask://HOST:PORT, such as dask://127.0.0.1:8786"
        )
    return host, port


def is_loopback(host: str) -> bool:
    """Say whether a host is this very machine.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("192.168.0.2")
    (True, True, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        # Other names may be anything tomorrow.
        return host == "localhost"


@contextmanager
def _connected(target: str, security: Security | None) -> Iterator[Graders]:
    from distributed import Client

    with _quiet():
        try:
            client = Client(target, security=security, timeout=WAIT, set_as_default=False)
        except (OSError, ValueError) as error:
            raise GraderError(f"{target}: no Dask scheduler answers there: {error}") from None
        with client:
            workers = _workers(client, target, encrypted=security is not None)
            yield Graders(_submit(client, target), workers)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what Dask says to programmers off the screen; what goes wrong is raised here."""
    log = logging.getLogger(LOG)
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before


def _workers(client: Client, target: str, *, encrypted: bool) -> int:
    """Return how many workers there are; all of them are spoken to safely."""
    try:
        client.wait_for_workers(1, timeout=WAIT)
    except TimeoutError:
        raise GraderError(
            f"{target}: the scheduler has no workers; start some: dask worker {target} --nthreads 1"
        ) from None
    known: dict[str, Any] = client.scheduler_info(n_workers=-1)
    addresses = [known["address"], *known["workers"]]
    for each in addresses:
        host = urlsplit(each).hostname or ""
        if not (encrypted or is_loopback(host)):
            raise GraderError(
                f"{target}: {each} can be reached from other machines without encryption, and "
                "whoever reaches it can run programs there. Start the scheduler and the workers "
                f"with --host 127.0.0.1; or {CERTIFICATES}"
            )
    return len(known["workers"])


def _submit(client: Client, target: str) -> Callable[[str, str], Future[str]]:
    executor = client.get_executor(pure=False)

    def submit(name: str, request: str) -> Future[str]:
        # The same request has the same key, so that the scheduler never does it twice at a time.
        key = f"gdtrace-{name[:16]}-{sha256(request.encode()).hexdigest()[:16]}"
        try:
            made: Future[str] = executor.submit(graded, request, key=key)
        except Exception as error:
            raise GraderError(f"{target}: the Dask scheduler is gone: {error}") from error
        return made

    return submit
