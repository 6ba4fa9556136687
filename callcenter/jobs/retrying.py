"""How often a failed job is tried again, and how long it waits in between."""

from dataclasses import dataclass

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job


@dataclass(frozen=True)
class Backoff(BaseRetryStrategy):
    """Waits 2, 4, 8 ... `longest_s` seconds; after `attempts` the job stands as failed for `hotline doctor`."""

    attempts: int
    longest_s: int = 300

    def is_over(self, job: Job | None) -> bool:
        """Whether this try of the job is its last one."""
        return job is not None and job.attempts >= self.attempts

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if self.is_over(job):
            return None
        return RetryDecision(retry_in={"seconds": min(2 ** (job.attempts + 1), self.longest_s)})


A_DAY = Backoff(attempts=300)
"""For what waits for another process of ours, such as the recogniser."""
AN_HOUR = Backoff(attempts=18)
"""For what should simply work."""
A_FEW_TIMES = Backoff(attempts=5)
"""For what somebody waits for, who can order it once more."""
