"""What the clock starts: one file per job, and the scheduler that registers them."""
