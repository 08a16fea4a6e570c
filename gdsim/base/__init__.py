"""The ground floor, which every folder may import and which imports none of them.

Errors, numbers and axes, ranges and settings, files, shipped assets, the machine's memory, the
public names, the version. Import the modules: `gdsim.base.errors`, `gdsim.base.axes`, ....
"""
