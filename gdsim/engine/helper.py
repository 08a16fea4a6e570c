"""A helper: a process that compiles modules for another one, which passes it their texts.

`Helper` is what the other process has of it, `main` what it does.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from typing import Any

from gdsim.catalogue.additions import additions, prepare_discovery
from gdsim.engine import own_process
from gdsim.engine.cache import Source, folder
from gdsim.engine.compiler import load_compiler
from gdsim.engine.modules import usual_advancer

ARGUMENT = "--compile-modules"  # of the command line (gdsim.cli), which makes a process a helper
LOAD = "load"  # in a message to a helper that is to load the compiler


class Helper:
    """A process that compiles modules: it answers each message with a line."""

    def __init__(self, basis: Any) -> None:
        self.basis, self.process = basis, _started()
        self._asked = 0  # messages that have no answer yet
        self._dtype = ""
        self.send(basis)

    @property
    def early(self) -> Source | None:
        """The module that it began to compile before others were known; None if there is none."""
        return usual_advancer(self._dtype) if self._dtype else None

    def load(self, dtype: str = "") -> None:
        """Have it load the compiler, and compile what most experiments of a precision need."""
        self._dtype = dtype
        self.send({LOAD: dtype})

    def send(self, message: Any) -> None:
        """Pass a message on, without waiting for the answer."""
        assert self.process.stdin is not None  # because it is a pipe
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()
        self._asked += 1

    def answers(self) -> bool:
        """Wait for the answers to all messages; return whether there were any."""
        assert self.process.stdout is not None  # because it is a pipe
        while self._asked and self.process.stdout.readline():
            self._asked -= 1
        return not self._asked

    def compiles(self, source: Source) -> bool:
        """Have it compile a module; return whether it has answered, and can compile another."""
        with contextlib.suppress(OSError):  # a process that has ended breaks its pipes
            self.send([source.kind, source.text])
            return self.answers()
        return False

    def end(self) -> None:
        """End the process."""
        self.process.kill()
        with contextlib.suppress(OSError), self.process:  # what it was sent last breaks its pipe
            pass


def _started() -> subprocess.Popen[str]:
    """A helper."""
    line, environment = own_process.command(ARGUMENT)
    return subprocess.Popen(
        line, env=environment, text=True, encoding="utf-8",
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def basis_of_modules() -> list[Any]:
    """What a compiled module depends on besides its text: the versions of all that it imports."""
    prepare_discovery()
    own = {each.module: each.digest for named in additions().values() for each in named.values()}
    return [str(folder()), own]


def main() -> None:
    """Be a helper: compile each module that comes in, and answer with a line, until input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a user's definition prints is no answer
    messages: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(messages,), daemon=True).start()
    if json.loads(messages.get()) != basis_of_modules():  # a definition was edited
        os._exit(1)
    print(file=answers, flush=True)
    while True:
        message = json.loads(messages.get())
        with contextlib.suppress(Exception):  # the process that loads the module reports the error
            load_compiler()
            if isinstance(message, dict):
                _get_ready(message[LOAD])
            else:
                Source(*message).load()
        print(file=answers, flush=True)


def _get_ready(dtype: str) -> None:
    """Compile something: what that loads takes about as long as to compile a kernel."""
    if dtype and not (first := usual_advancer(dtype)).is_compiled:
        first.load()
        return
    import numba

    numba.njit("f8(f8)")(lambda x: x + 1.0)


def _receive(messages: queue.SimpleQueue[str]) -> None:
    """Read messages; end this process with its input, even while it compiles."""
    for line in sys.stdin:
        messages.put(line)
    os._exit(0)
