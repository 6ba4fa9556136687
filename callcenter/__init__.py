"""The running hotline: calls, agents, queue, intake, assist, API, jobs and the command line."""
