"""Figures that run a hotline: what each is (`metrics`), what adds up to it (`measures`), kept folded, asked. See
docs/figures.md."""
