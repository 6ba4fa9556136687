"""The city against a running application: logins, the API, citizens' pages and doors, live events, real SIP."""
