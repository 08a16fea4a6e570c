"""The formats that results are written in, one module each, with `write(source, path, report)`.

All write block by block from a `gdsim.results.formats.source.Source`, so that memory stays bounded
and the same result gives the same bytes, whether it is in memory or a sweep on disk.
"""
