"""Listening on loopback until a signal ends it."""

from __future__ import annotations

import asyncio
import json
import signal
import ssl
from dataclasses import dataclass

from aiohttp import web

from .application import CONTROL_PREFIX, PREFIX, SANDBOX_PREFIX, Application
from .control import prerender
from .service import Service

# Long metric and field lists make long request lines.
MOST_REQUEST_LINE_BYTES = 1 << 17


@dataclass(frozen=True, slots=True)
class Binding:
    """Where to listen; port 0 is a free one."""

    port: int
    tls_certificate: str | None
    tls_key: str | None


async def serve(service: Service, binding: Binding, prerendered: list[str]) -> None:
    """Serves until SIGTERM or SIGINT; one JSON line on stdout says that it is ready."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    for target in prerendered:
        prerender(service, target)
    server = web.Server(
        Application(service), max_line_size=MOST_REQUEST_LINE_BYTES, max_field_size=MOST_REQUEST_LINE_BYTES
    )
    runner = web.ServerRunner(server, shutdown_timeout=0.2)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", binding.port, ssl_context=_tls(binding), backlog=512)
        await site.start()
        print(json.dumps(_readiness(service, runner, binding)), flush=True)
        await stop.wait()
    finally:
        await runner.cleanup()


def _tls(binding: Binding) -> ssl.SSLContext | None:
    if not binding.tls_certificate:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(binding.tls_certificate, binding.tls_key)
    return context


def _readiness(service: Service, runner: web.ServerRunner, binding: Binding) -> dict[str, object]:
    scheme = "https" if binding.tls_certificate else "http"
    root = f"{scheme}://127.0.0.1:{runner.addresses[0][1]}"
    agency = service.agency
    return {
        "base_url": root + PREFIX,
        "control_url": root + CONTROL_PREFIX,
        "sandbox_base_url": root + SANDBOX_PREFIX,
        "access_token": agency.access_token,
        "auth_code": agency.auth_code,
        "app_id": agency.app.id,
        "secret": agency.app.secret,
        "advertiser_ids": [str(each.id) for each in agency.advertisers],
        "sandbox_advertiser_id": str(agency.sandbox_advertiser.id),
        "sandbox_access_token": agency.sandbox_access_token,
        "bc_id": agency.business_center_id if service.access.business_center else None,
        "other_app_id": agency.other_app.id,
        "other_secret": agency.other_app.secret,
    }
