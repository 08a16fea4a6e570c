"""Results: their files and `formats`, the `store` of a sweep, their `analysis`, and `plots`.

Import `save`, `load` and `export` from `gdsim.results.files`, questions from
`gdsim.results.analysis`, and pictures from `gdsim.results.plots`.
"""
