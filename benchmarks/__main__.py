"""`make bench`: all comparisons, one after the other."""

import asyncio
import sys

import uvloop

from benchmarks import burst, digests, logwork, scorecards

if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        # One after the other, each to its end: what one finds doesn't keep the next from measuring.
        sound = [runner.run(each.compare()) for each in (logwork, burst, digests, scorecards)]
        sys.exit(0 if all(sound) else 1)
