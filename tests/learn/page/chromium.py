"""Debian's or any other Chromium, without a window, commanded through a pipe.

The commands and events are those of the Chrome DevTools Protocol.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import threading
from collections import defaultdict
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LATEST = 60  # seconds until an answer
# The browser reads commands from 3 and writes to 4.
_WITH_PIPES = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); "
    "os.execv(sys.argv[3], sys.argv[3:])"
)
KEYS = {" ": ("Space", 32), "ArrowLeft": ("ArrowLeft", 37), "ArrowRight": ("ArrowRight", 39),
        "Home": ("Home", 36), "End": ("End", 35), "Tab": ("Tab", 9)}  # fmt: skip


def chromium():
    """The path of the browser; None if there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """A browser with one page; `events` has what it said, by the names of the protocol."""

    def __init__(self, folder: Path):
        commands, self._to = os.pipe()
        self._from, answers = os.pipe()
        flags = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--disable-background-networking", "--disable-component-update",
            f"--user-data-dir={folder}", "--remote-debugging-pipe", "about:blank",
        ]  # fmt: skip
        self._process = subprocess.Popen(
            [sys.executable, "-c", _WITH_PIPES, str(commands), str(answers), chromium(), *flags],
            pass_fds=(commands, answers), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(commands)
        os.close(answers)
        self._number, self._answers, self._changed = 0, {}, threading.Condition()
        self.events = defaultdict(list)
        self._session = None
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        target = self.do("Target.createTarget", url="about:blank")["targetId"]
        attached = self.do("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.do(f"{domain}.enable")

    def _read(self):
        with os.fdopen(self._from, "rb") as pipe:
            rest = b""
            while block := pipe.read1(1 << 16):
                *messages, rest = (rest + block).split(b"\0")
                with self._changed:
                    for message in map(json.loads, messages):
                        if "id" in message:
                            self._answers[message["id"]] = message
                        else:
                            self.events[message["method"]].append(message["params"])
                    self._changed.notify_all()

    def _wait(self, is_there):
        with self._changed:
            assert self._changed.wait_for(is_there, LATEST), "the browser does not answer"

    def do(self, method, **params):
        """The result of a command."""
        self._number += 1
        number = self._number
        command = {"id": number, "method": method, "params": params}
        if self._session:
            command["sessionId"] = self._session
        os.write(self._to, json.dumps(command).encode() + b"\0")
        self._wait(lambda: number in self._answers)
        answer = self._answers.pop(number)
        assert "error" not in answer, f"{method}: {answer['error']}"
        return answer["result"]

    def open(self, path):
        """Open a file, and wait until it is loaded."""
        self.events.clear()
        self.do("Page.navigate", url=Path(path).absolute().as_uri())
        self._wait(lambda: self.events["Page.loadEventFired"])
        self.settle()

    def settle(self):
        """Wait until what was changed is painted."""
        frames = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        self.value(frames)

    def value(self, text):
        """The value of a line of JavaScript, once it has one."""
        answer = self.do("Runtime.evaluate", expression=text, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def text(self, selector):
        """The text of an element."""
        return self.value(f"document.querySelector({json.dumps(selector)}).textContent")

    def centre(self, selector):
        """The middle of an element, in px of the view."""
        box = f"document.querySelector({json.dumps(selector)}).getBoundingClientRect()"
        return self.value(f"(({{x, y, width, height}}) => [x + width / 2, y + height / 2])({box})")

    def press(self, key):
        """Press a key and let it go."""
        code, number = KEYS[key]
        common = {"key": key, "code": code, "windowsVirtualKeyCode": number}
        typed = {"text": key} if len(key) == 1 else {}
        self.do("Input.dispatchKeyEvent", type="keyDown", **common, **typed)
        self.do("Input.dispatchKeyEvent", type="keyUp", **common)
        self.settle()

    def mouse(self, kind, x, y, held=False):
        """Move the mouse, press it or let it go: "Moved", "Pressed", "Released"."""
        buttons = int(held or kind == "Pressed")
        button = "none" if kind == "Moved" and not held else "left"
        self.do(
            "Input.dispatchMouseEvent", type=f"mouse{kind}", x=x, y=y, button=button,
            buttons=buttons, clickCount=int(kind != "Moved"),
        )  # fmt: skip
        self.settle()

    def click(self, selector):
        """Click the middle of an element."""
        at = self.centre(selector)
        self.mouse("Pressed", *at)
        self.mouse("Released", *at)

    def view(self, wide, tall, theme="light", mobile=False):
        """Give the page a size in px, and an appearance of the system."""
        scale = 2 if mobile else 1
        self.do(
            "Emulation.setDeviceMetricsOverride", width=wide, height=tall,
            deviceScaleFactor=scale, mobile=mobile,
        )  # fmt: skip
        features = [{"name": "prefers-color-scheme", "value": theme}]
        self.do("Emulation.setEmulatedMedia", features=features)
        self.settle()

    def picture(self, path, whole=True):
        """Write a picture of the page, also of what is not in view."""
        shot = self.do("Page.captureScreenshot", captureBeyondViewport=whole)["data"]
        Path(path).write_bytes(base64.b64decode(shot))

    def close(self):
        """End the browser."""
        self._session = None
        self.do("Browser.close")
        self._process.wait(LATEST)
        os.close(self._to)
        self._reader.join(LATEST)
