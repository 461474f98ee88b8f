"""Who asks: one file a kind, named by its config word. Each has ``Options`` and ``probe``; see ``kinds.py``."""
