"""`make bench`: all comparisons, one after the other."""

import asyncio
import sys

import uvloop

from benchmarks import logwork

if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sys.exit(0 if runner.run(logwork.compare()) else 1)
