"""The front door for machines: JSON, and whether this process lives and is ready.

Not here: pages.
"""
