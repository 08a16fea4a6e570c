"""The source texts of compiled modules: templates filled with an objective and an optimizer."""

from gdsim.engine.source.advance import advance_text, dtype_text
from gdsim.engine.source.objective import objective_text
from gdsim.engine.source.point import point_text
from gdsim.engine.source.prepare import prepare_needs, prepare_text
from gdsim.engine.source.stride import stride_text
from gdsim.engine.source.text import definition_lines, fill, whole

__all__ = [
    "advance_text",
    "definition_lines",
    "dtype_text",
    "fill",
    "objective_text",
    "point_text",
    "prepare_needs",
    "prepare_text",
    "stride_text",
    "whole",
]
