"""supervisord and the programs that it keeps running; they all end with the process that started it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport

from bot.errors import UserError
from bot.processes import die_with_parent
from bot.settings import ROOT, Settings

# What the kernel allows for the address of a socket, less the process id that supervisord adds at first.
_LONGEST_SOCKET_PATH = 95


class Supervisor:
    """A running supervisord with programs that it starts, and starts again when they die.

    Programs are given by name with the arguments of Python; `add` gives it more.
    """

    def __init__(
        self, settings: Settings, environment: Mapping[str, str], programs: Mapping[str, str]
    ) -> None:
        port = f"supervisord-{settings.port}"
        # Its own: one that still stops on this port would take away the files of the one that starts.
        self._name = name = f"{port}-{os.getpid()}"
        self._folder = settings.var_dir
        self._logs = settings.var_dir / "log"
        self._logs.mkdir(parents=True, exist_ok=True)
        self._log = self._logs / f"{port}.log"
        for left in self._folder.glob(f"{port}-*"):  # by one that was killed
            left.unlink(missing_ok=True)
        self._programs = dict(programs)
        self._configuration = settings.var_dir / f"{name}.conf"
        self._socket = _socket_path(settings.var_dir / f"{name}.sock")
        self._write_configuration()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.supervisord", "-n", "-s", "-c", str(self._configuration)],
            env=environment,
            preexec_fn=die_with_parent,
        )

    def add(self, programs: Mapping[str, str]) -> None:
        """Start further programs; those that run stay as they are."""
        self._programs |= programs
        self._write_configuration()
        while not self._take_up():
            self.insist_alive()
            time.sleep(0.02)

    def insist_alive(self) -> None:
        """Raises UserError once supervisord has ended."""
        if self.process.poll() is not None:
            raise UserError(f"进程没能启动；请看 {self._logs} 里的日志")

    def stop(self) -> None:
        """End supervisord and all its programs."""
        self.process.terminate()
        with contextlib.suppress(KeyboardInterrupt):
            self.process.wait()
        for left in (self._configuration, self._socket):
            left.unlink(missing_ok=True)

    def _take_up(self) -> bool:
        """Whether supervisord has taken up what is configured; False while it doesn't listen yet."""
        transport = SupervisorTransport(serverurl=f"unix://{self._socket}")
        with xmlrpc.client.ServerProxy("http://localhost", transport) as server:
            try:
                changes: Any = server.supervisor.reloadConfig()
            except OSError:
                return False
            [[added, _changed, _removed]] = changes
            for name in added:
                server.supervisor.addProcessGroup(name)
        return True

    def _write_configuration(self) -> None:
        """supervisord.conf as of now; logs go to BOT_VAR_DIR/log and are rotated."""
        lines = [
            "[supervisord]",
            f"logfile={self._log}",
            f"pidfile={self._folder}/{self._name}.pid",
            f"directory={ROOT}",
            *(["user=root"] if os.geteuid() == 0 else []),
            "[unix_http_server]",
            f"file={self._socket}",
            "chmod=0700",
            "[rpcinterface:supervisor]",
            "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface",
        ]
        for program, arguments in self._programs.items():
            lines += [
                f"[program:{program}]",
                f"command={sys.executable} {arguments}",
                # A process that dies is started again, at each failure a second later, and never given up.
                "autorestart=true",
                "startretries=1000000",
                "startsecs=2",
                "stopasgroup=true",
                "killasgroup=true",
                "stopwaitsecs=8",
                "redirect_stderr=true",
                f"stdout_logfile={self._logs}/{program}.log",
                "stdout_logfile_maxbytes=5MB",
                "stdout_logfile_backups=3",
            ]
        self._configuration.write_text("\n".join(lines).replace("%", "%%") + "\n", encoding="utf-8")


@contextlib.contextmanager
def supervised(
    settings: Settings, environment: Mapping[str, str], programs: Mapping[str, str]
) -> Iterator[Supervisor]:
    """A supervisord with its first programs, ended with all of them when the context ends."""
    supervisor = Supervisor(settings, environment, programs)
    try:
        yield supervisor
    finally:
        supervisor.stop()


def _socket_path(path: Path) -> Path:
    if len(os.fsencode(path)) > _LONGEST_SOCKET_PATH:
        raise UserError(f"{path} 太长，系统不能用它通信；请用 BOT_VAR_DIR 换一个短一些的文件夹")
    path.unlink(missing_ok=True)
    return path
