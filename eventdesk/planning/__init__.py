"""Planning on the draft: the board, conflicts between sessions, and undo.

Not here: publishing a version and the pages of one session (`desk`), and the draft's tables and services (`programme`).
"""
