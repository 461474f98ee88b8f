"""``python -m statuary``."""

from statuary.cli import main

main()
