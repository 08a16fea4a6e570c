"""What everything may use: errors, numbers and axes, files, memory of the machine, the version."""
