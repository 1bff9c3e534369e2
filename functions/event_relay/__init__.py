"""Table streams to the event bus, nothing else."""
