"""The public names of `gdsim`, and the module that defines each."""

from __future__ import annotations

# Public name -> its module. A module is imported when a name of it is first used, so that
# `import gdsim` loads none of Numba, SymPy, xarray, matplotlib and Qt.
PUBLIC = {
    "Experiment": "gdsim.experiment",
    "Function": "gdsim.objectives",
    "Network": "gdsim.objectives",
    "Problem": "gdsim.suites",
    "Session": "gdsim.experiment.session",
    "SettingError": "gdsim.base.errors",
    "SettingTypeError": "gdsim.base.errors",
    "Suite": "gdsim.suites",
    "Verdict": "gdsim.engine.verdict",
    "code": "gdsim.learn",
    "compare": "gdsim.suites",
    "explain": "gdsim.learn",
    "export": "gdsim.results.files",
    "gather": "gdsim.results.interchange.gathering",
    "grid": "gdsim.objectives.starts",
    "linspace": "gdsim.base.axes",
    "load": "gdsim.results.files",
    "logspace": "gdsim.base.axes",
    "page": "gdsim.learn.page.page",
    "picture": "gdsim.results.plots",
    "plot": "gdsim.results.plots",
    "read_study": "gdsim.results.interchange.study",
    "run": "gdsim.sweeps",
    "save": "gdsim.results.files",
    "suite": "gdsim.suites",
    "summary": "gdsim.results.summary",
    "uniform": "gdsim.objectives.starts",
    "use_catalogue": "gdsim.catalogue.plugins.in_use",
    "verdict_table": "gdsim.results.verdicts",
    "widget": "gdsim.notebook.widget",
    "zoom": "gdsim.results.analysis.zoom",
}

# Public modules: their functions analyse results, make data and weights of networks, and explain.
MODULES = {
    "analysis": "gdsim.results.analysis",
    "datasets": "gdsim.objectives.datasets",
    "inits": "gdsim.objectives.inits",
    "learn": "gdsim.learn",
}
