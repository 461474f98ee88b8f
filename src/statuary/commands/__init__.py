"""The commands of ``statuary``, a module a theme. They import at call time what they need: ``--version`` is quick."""
