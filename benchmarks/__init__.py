"""What costs how much, as ratios in one run: ``python -m benchmarks``."""
