"""Statuary: a static site generator for status and docs."""

__version__ = "0.1.0"
