"""The web application: FastAPI under /api/v1, the events' WebSocket, the console's files and the citizens' pages."""
