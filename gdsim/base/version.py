"""The version of gdsim, stated only here."""

__version__ = "0.1.0"
