"""A GPU: its memory, and the launches of compiled code on it."""

from __future__ import annotations

import ctypes
import threading
import weakref
from functools import cache
from typing import Any

import numpy as np

from gdsim.base.errors import CudaError
from gdsim.engine.backends.cuda.presence import check, driver, missing
from gdsim.engine.memory import in_words
from gdsim.lanes.symbols import ENTRY

THREADS = 128  # of a block of a launch
OUT_OF_MEMORY = 2


class Memory:
    """Some memory of a GPU; it is given back when nobody refers to it any longer."""

    def __init__(self, device: Device, size: int) -> None:
        self.device, self.size = device, size
        self.address = int(device.call("cuMemAlloc", max(size, 1), what=in_words(size)))
        self._free = weakref.finalize(self, device.call_quietly, "cuMemFree", self.address)

    def put(self, array: np.ndarray) -> Memory:
        """Copy a contiguous array here; return self."""
        if array.nbytes:
            self.device.call("cuMemcpyHtoD", self.address, array.ctypes.data, array.nbytes)
        return self

    def take(self, array: np.ndarray) -> np.ndarray:
        """Copy what is here into a contiguous array; return it."""
        if array.nbytes:
            self.device.call("cuMemcpyDtoH", array.ctypes.data, self.address, array.nbytes)
        return array

    def fill(self, byte: int) -> Memory:
        """Set every byte; return self. With 255, floats are NaN."""
        if self.size:
            self.device.call("cuMemsetD8", self.address, byte, self.size)
        return self


class Device:
    """A GPU of this machine, by its number; CUDA_VISIBLE_DEVICES chooses and orders them.

    Errors: CudaError where it fails, and where its memory is used up.
    """

    def __init__(self, number: int = 0, words: str = "the GPU") -> None:
        self._driver = driver()
        self._words = words  # for it, in errors
        self._context: Any = None
        self._device = self.call("cuDeviceGet", number)
        self._context = self.call("cuDevicePrimaryCtxRetain", self._device)
        kinds = self._driver.CUdevice_attribute
        self.capability = (
            int(self._attribute(kinds.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)),
            int(self._attribute(kinds.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR)),
        )
        name = self.call("cuDeviceGetName", 128, self._device)
        self.name = bytes(name).split(b"\0")[0].decode(errors="replace")

    def _attribute(self, kind: Any) -> Any:
        return self.call("cuDeviceGetAttribute", kind, self._device)

    def use(self) -> None:
        """Have this thread compute on it, from now on."""
        _thread.chosen = self

    @property
    def memory(self) -> tuple[int, int]:
        """The bytes of its memory that are free, and all of them."""
        free, whole = self.call("cuMemGetInfo")
        return int(free), int(whole)

    def new(self, size: int) -> Memory:
        """Memory of this many bytes, not initialised."""
        return Memory(self, size)

    def put(self, array: np.ndarray) -> Memory:
        """A copy of an array."""
        array = np.ascontiguousarray(array)
        return Memory(self, array.nbytes).put(array)

    def load(self, code: bytes) -> Any:
        """The function ENTRY of compiled code, as `launch` takes it."""
        (function,) = self.load_all(code, ENTRY)
        return function

    def load_all(self, code: bytes, *names: str) -> list[Any]:
        """Functions of compiled code, by name."""
        module = self.call("cuModuleLoadData", code + b"\0")
        return [self.call("cuModuleGetFunction", module, name.encode()) for name in names]

    def allow_stack(self, size: int) -> None:
        """Let each thread have a stack of so many bytes: calls by address have no known depth."""
        kind = self._driver.CUlimit.CU_LIMIT_STACK_SIZE
        if int(self.call("cuCtxGetLimit", kind)) < size:
            self.call("cuCtxSetLimit", kind, size)

    def launch(
        self, function: Any, threads: int, wholes: list[int], numbers: np.ndarray | None = None
    ) -> None:
        """Start at least so many threads of a function, and do not wait.

        Its arguments are whole numbers, and then those of an array.
        """
        grid = -(-threads // THREADS), 1, 1
        given, kinds = tuple(wholes), (ctypes.c_longlong,) * len(wholes)
        if numbers is not None:
            given += tuple(numbers.tolist())
            kinds += (np.ctypeslib.as_ctypes_type(numbers.dtype),) * len(numbers)
        arguments = given, kinds
        self.call("cuLaunchKernel", function, *grid, THREADS, 1, 1, 0, 0, arguments, 0)

    def wait(self) -> None:
        """Wait until everything that was started is done."""
        self.call("cuCtxSynchronize")

    def call(self, name: str, *arguments: Any, what: str = "") -> Any:
        """Call the driver; return the result, a tuple of several, or None."""
        if self._context is not None and getattr(_thread, "current", None) is not self:
            _thread.current = self
            self.call("cuCtxSetCurrent", self._context)
        status, *results = getattr(self._driver, name)(*arguments)
        if int(status) == OUT_OF_MEMORY and what:
            raise CudaError(f"the memory of {self.name} is used up: {what} more are needed")
        if int(status) != 0:
            reason = getattr(status, "name", str(int(status)))
            raise CudaError(f"{self._words} failed: {name} reports {reason}")
        return results[0] if len(results) == 1 else tuple(results) or None

    def call_quietly(self, name: str, *arguments: Any) -> None:
        """Call the driver, whatever comes of it: at the end of a process it may be gone."""
        try:
            self.call(name, *arguments)
        except Exception:
            return


# Of each thread: the card that it computes on, and the one whose context the driver has for it.
_thread = threading.local()


def open_device() -> Device:
    """The GPU that this thread computes on: the first, unless it uses another."""
    return getattr(_thread, "chosen", None) or open_devices()[0]


@cache
def open_devices() -> tuple[Device, ...]:
    """The GPUs that can be used, which all runs of this process share.

    Errors: CudaError where there are none.
    """
    check()
    count = int(driver().cuDeviceGetCount()[1])
    opened, errors = [], []
    for number in range(count):
        try:
            opened.append(Device(number, "the GPU" if count == 1 else f"GPU {number}"))
        except CudaError as error:  # as where another process has the card for itself
            errors.append(error)
    if not opened:
        raise errors[0]
    return tuple(opened)


def unusable() -> str | None:
    """Why no GPU can be used here, as a sentence with what to do; None if one can be used."""
    reason = missing()
    if reason is None:
        try:
            open_devices()
        except CudaError as error:
            return str(error)
    return reason
