"""Sweeps: experiments computed piece by piece into a store, on threads, processes or a cluster."""

from gdsim.sweeps.sweep import run

__all__ = ["run"]
