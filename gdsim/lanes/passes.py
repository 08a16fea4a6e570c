"""Numba's passes from Python's bytecode to LLVM's instructions, as far as kernels need them.

Kernels count no references and yield nothing: where Numba computes again after each pass how long
every variable lives, and writes where its life ends, they go on without.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from numba.core import cgutils
from numba.core import ir as numba_ir
from numba.core import untyped_passes as untyped
from numba.core.compiler import CompilerBase
from numba.core.compiler_machinery import PassManager, register_pass
from numba.core.ir_utils import build_definitions
from numba.core.lowering import Lower
from numba.core.ssa import reconstruct_ssa
from numba.core.typed_passes import NativeLowering, NopythonTypeInference, PreLowerStripPhis


@register_pass(mutates_CFG=False, analysis_only=False)
class _SingleAssignment(untyped.ReconstructSSA):
    """Numba's pass that has every variable assigned once."""

    def run_pass(self, state: Any) -> bool:
        state.func_ir = reconstruct_ssa(state.func_ir)
        state.func_ir._definitions = build_definitions(state.func_ir.blocks)
        return True


@register_pass(mutates_CFG=False, analysis_only=False)
class _StripPhis(PreLowerStripPhis):
    """Numba's pass that has variables assigned where blocks end, instead of where others begin."""

    def run_pass(self, state: Any) -> bool:
        state.func_ir = self._strip_phi_nodes(state.func_ir)
        return True


class _Lower(Lower):
    """Writes the instructions of a function."""

    def lower_binop(self, resty: Any, expr: Any, op: Any) -> Any:
        """The result of an operator; Numba tries first whether it has rules for constants."""
        if (expr.static_lhs, expr.static_rhs) != (numba_ir.UNDEFINED, numba_ir.UNDEFINED):
            return super().lower_binop(resty, expr, op)
        context, builder = self.context, self.builder
        function, given = context.typing_context.resolve_value_type(op), self.fndesc.calltypes[expr]
        operands = [
            context.cast(builder, self.loadvar(each.name), self.typeof(each.name), wanted)
            for each, wanted in zip((expr.lhs, expr.rhs), given.args, strict=True)
        ]
        known = function.get_call_type(context.typing_context, given.args, {})
        result = context.get_function(function, known)(builder, operands)
        return context.cast(builder, result, given.return_type, resty)

    def alloca_lltype(self, name: str, lltype: Any, datamodel: Any = None) -> Any:
        """Memory for a variable; Numba computes its size for debuggers."""
        return cgutils.alloca_once(self.builder, lltype, name=name, zfill=False)


@register_pass(mutates_CFG=True, analysis_only=False)
class _Lowering(NativeLowering):
    """Numba's pass that writes the instructions of a function."""

    @property
    def lowering_class(self) -> type[Lower]:
        return _Lower


PASSES = (
    untyped.TranslateByteCode,
    untyped.FixupArgs,
    untyped.IRProcessing,
    untyped.RewriteSemanticConstants,
    untyped.DeadBranchPrune,
    _SingleAssignment,
    NopythonTypeInference,
    _StripPhis,
    _Lowering,
)


class Pipeline(CompilerBase):
    """Compiles one function with the passes that kernels need."""

    def define_pipelines(self) -> list[PassManager]:
        """The passes."""
        return [_manager()]


@cache
def _manager() -> PassManager:
    manager = PassManager("kernel")
    for each in PASSES:
        manager.add_pass(each, each.__name__)
    manager.finalize()
    return manager
