"""The recipe of the bundled translation package: from parallel text to an ``.argosmodel``.

    python scripts/train/package.py prepare|train|export|gate …

One file of settings (``fr-en.toml``) says all that is chosen: corpora and their licences, sizes, schedule, export. The
steps hand on files, so each can be stopped and taken up again, on another machine too. docs/training.md tells the way.
"""
