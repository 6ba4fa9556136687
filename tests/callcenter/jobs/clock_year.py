"""A program for `test_clocks_killed`: the minute's round of the clocks, a day at a time, through some weeks.

Arguments: the database's address, the first instant (ISO 8601), how many days. Each round is told on standard output.
"""

import sys
from datetime import datetime, timedelta

from callcenter.jobs.limits import fire_all
from models import clock, privacy
from models.database import Store

if __name__ == "__main__":
    url, begin, days = sys.argv[1], datetime.fromisoformat(sys.argv[2]), int(sys.argv[3])
    privacy.use(privacy.KeyRing.derived(bytes(range(32))))
    store = Store.at(url)
    for day in range(days):
        with clock.running_from(lambda day=day: begin + timedelta(days=day)):  # type: ignore[misc]
            taken = fire_all(store)
        print(day, taken, flush=True)
