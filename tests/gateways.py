"""A real Jupyter Kernel Gateway on this machine, and a server whose kernels run behind it."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def kernels(port: int) -> list[dict[str, Any]]:
    """Those that are alive behind the gateway."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/kernels", timeout=30) as answer:
        found: list[dict[str, Any]] = json.loads(answer.read())
        return found


@contextmanager
def running_gateway(folder: Path) -> Iterator[int]:
    """Its port; as one behind a closed network, it asks for no token."""
    port = free_port()
    command = [sys.executable, "-m", "kernel_gateway", f"--KernelGatewayApp.port={port}"]
    command += ["--KernelGatewayApp.ip=127.0.0.1", "--JupyterWebsocketPersonality.list_kernels=True"]
    log = folder / "gateway-log"
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output)
    deadline = time.monotonic() + 60
    try:
        while True:
            try:
                kernels(port)
                break
            except OSError:
                assert time.monotonic() < deadline, log.read_text()
                assert process.poll() is None, log.read_text()
                # Waiting for the condition; a pause only keeps from asking a thousand times a second.
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()
