"""`tandem up`: one machine, foreground. Opens the home, plays the template, and wakes whatever was left undone."""

import os
from datetime import timedelta
from pathlib import Path

from tandem.settings import Settings

ROOT = Path(__file__).resolve().parents[3]


def main(*, port: int, data: Path, public_url: str = "", sandbox: bool = False) -> None:
    """Serve until SIGTERM or Ctrl-C. With `sandbox`, the stand-ins run beside it and their company is connected."""
    os.environ["TANDEM_DATA"] = str(data)
    if public_url:
        os.environ["TANDEM_PUBLIC_URL"] = public_url
    if sandbox:
        _serve_sandbox(port, data)
    else:
        _serve(port)


def _serve_sandbox(port: int, data: Path) -> None:
    from sandbox.demo import Demo  # noqa: PLC0415  # the stand-ins are no part of a product that runs in earnest

    os.environ["TANDEM_ALLOW_PRIVATE"] = "1"
    os.environ.setdefault("TANDEM_PUBLIC_URL", f"http://127.0.0.1:{port}")
    os.environ.setdefault("TANDEM_POLL_SECONDS", "10")
    with Demo(data, port) as demo:
        os.environ.setdefault("TANDEM_PIPEDRIVE_OAUTH_URL", demo.oauth_url)
        _serve(port, demo)


def _serve(port: int, demo: object = None) -> None:
    from tandem.bootstrap import open_console, open_receiver, open_worker  # noqa: PLC0415  # after the environment is complete
    from tandem.bootstrap.home import local_wakeups  # noqa: PLC0415
    from tandem.local.runner import run  # noqa: PLC0415

    # built before anything runs side by side: there is one home, and one life of it
    world = open_worker().world
    open_receiver()
    open_console()

    def ready() -> None:
        world.wakes.heal(timedelta())
        if demo is not None:
            demo.connect()  # type: ignore[attr-defined]
        else:
            print(f"Tandem runs at http://127.0.0.1:{port}")  # noqa: T201

    Settings.from_environment().data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    run(ROOT / "infra" / "template.yaml", ROOT / "functions", local_wakeups(), "127.0.0.1", port, ready)
