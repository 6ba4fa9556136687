"""People and their logins: passwords, signing in, the demonstration's logins."""

from callcenter.people.seed import DemoLogin, seed_api_client, seed_demo

__all__ = ["DemoLogin", "seed_api_client", "seed_demo"]
