"""Where kernels run: a thread pool on the CPU."""
