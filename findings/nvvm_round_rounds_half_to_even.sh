#!/bin/sh
# nvidia-nvvm 13.0.88 (NVIDIA's libNVVM of CUDA 13.0): its intrinsic called "round" rounds halves to even.
#
# One would guess: llvm.nvvm.round.f is round() of C and of LLVM's llvm.round, which take halves away from zero (2.5 to
# 3), and what rint() does (2.5 to 2) is called llvm.nvvm.rint.f.
# What happens: llvm.nvvm.round.f and .d become PTX's cvt.rni, "round to nearest, choosing even": 2.5 gives 2. A call
# of llvm.nvvm.rint.f is accepted as well, and becomes a call of an outside function of that name, which nobody
# defines; the program is verified and compiled without a word, and only loading or linking it would tell.
# Stands in LLVM's pull request 151563 (2025: LLVM's own folding of constants had taken the name at its word).
#
# Seen, what PTX has for each:
#   llvm.nvvm.round.f: cvt.rni.f32.f32
#   llvm.nvvm.round.d: cvt.rni.f64.f64
#   llvm.nvvm.rint.f: a call of a function that is declared only
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet nvidia-nvvm==13.0.88
cat >"$folder/show.py" <<'END'
import ctypes
import glob
import re
import sysconfig

(path,) = glob.glob(sysconfig.get_path("purelib") + "/nvidia/**/libnvvm.so*", recursive=True)
nvvm = ctypes.CDLL(path)
TEXT = """
target triple = "nvptx64-nvidia-cuda"
target datalayout = "e-p:64:64:64-i1:8:8-i8:8:8-i16:16:16-i32:32:32-i64:64:64-i128:128:128-f32:32:32-f64:64:64-v16:16:16-v32:32:32-v64:64:64-v128:128:128-n16:32:64"
declare TYPE @NAME(TYPE)
define void @kernel(TYPE* %p) {
  %x = load TYPE, TYPE* %p
  %y = call TYPE @NAME(TYPE %x)
  store TYPE %y, TYPE* %p
  ret void
}
!nvvm.annotations = !{!1}
!1 = !{void (TYPE*)* @kernel, !"kernel", i32 1}
!nvvmir.version = !{!0}
!0 = !{i32 2, i32 0, i32 3, i32 2}
"""


def checked(status):
    assert status == 0, status


def ptx(name, kind):
    program, size = ctypes.c_void_p(), ctypes.c_size_t()
    text = TEXT.replace("TYPE", kind).replace("NAME", name).encode()
    options = (ctypes.c_char_p * 1)(b"-arch=compute_90")
    checked(nvvm.nvvmCreateProgram(ctypes.byref(program)))
    checked(nvvm.nvvmAddModuleToProgram(program, text, ctypes.c_size_t(len(text)), b"shown"))
    checked(nvvm.nvvmVerifyProgram(program, 1, options))
    checked(nvvm.nvvmCompileProgram(program, 1, options))
    checked(nvvm.nvvmGetCompiledResultSize(program, ctypes.byref(size)))
    result = ctypes.create_string_buffer(size.value)
    checked(nvvm.nvvmGetCompiledResult(program, result))
    return result.value.decode()


for name, kind in (
    ("llvm.nvvm.round.f", "float"), ("llvm.nvvm.round.d", "double"), ("llvm.nvvm.rint.f", "float")
):
    text = ptx(name, kind)
    rounding = re.findall(r"cvt\.\S+", text)
    called = ".extern .func" in text and "call" in text
    print(f"{name}: {rounding[0] if rounding else 'a call of a function that is declared only' * called}")
END
"$folder/venv/bin/python" "$folder/show.py" | tee "$folder/seen"
cat >"$folder/expected" <<'END'
llvm.nvvm.round.f: cvt.rni.f32.f32
llvm.nvvm.round.d: cvt.rni.f64.f64
llvm.nvvm.rint.f: a call of a function that is declared only
END
diff "$folder/expected" "$folder/seen"
