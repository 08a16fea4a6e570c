#!/bin/sh
# llvmlite 0.50.0 (under Numba 0.68.1): a function's stack alignment is left out of its IR if it is the only attribute.
#
# One would guess: after `function.attributes.alignstack = 64` the function has LLVM's attribute alignstack(64), and so
# begins with an aligned stack, which code that spills vector registers of 64 bytes wants.
# What happens: the number is kept and can be read back, and is missing from the text that LLVM parses, unless the
# function has any other attribute. Nothing is reported; the function is right, and its spills may cross cache lines.
# Follows from Function.descr_prototype (llvmlite/ir/values.py): attributes are written only if their set of names is
# true, and alignstack, like personality, is a property beside that set.
#
# Seen:
#   alone: read back 64, in the text False, in LLVM's module False
#   with nounwind: read back 64, in the text True, in LLVM's module True
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet llvmlite==0.50.0
cat >"$folder/show.py" <<'END'
import llvmlite.binding as llvm
import llvmlite.ir as ir

for words, more in (("alone", ()), ("with nounwind", ("nounwind",))):
    module = ir.Module()
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), []), "f")
    function.attributes.alignstack = 64
    for name in more:
        function.attributes.add(name)
    ir.IRBuilder(function.append_basic_block()).ret_void()
    parsed = str(llvm.parse_assembly(str(module)))
    # LLVM prints the attributes of functions as groups, as alignstack=64.
    print(
        f"{words}: read back {function.attributes.alignstack}, "
        f"in the text {'alignstack' in str(module)}, in LLVM's module {'alignstack' in parsed}"
    )
END
"$folder/venv/bin/python" "$folder/show.py" | tee "$folder/seen"
cat >"$folder/expected" <<'END'
alone: read back 64, in the text False, in LLVM's module False
with nounwind: read back 64, in the text True, in LLVM's module True
END
diff "$folder/expected" "$folder/seen"
