"""`python -m callcenter.cli`: what the launcher runs."""

from callcenter.cli import main

main()
