"""Printing on paper: HTML from templates, fonts, and PDF made by WeasyPrint in a process of its own.

Not here: what is printed. Reports and tickets bring their templates and values; this package knows none of them.
"""
