"""Views: each draws the newest frame of the worker, and nothing else."""
