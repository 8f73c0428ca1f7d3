"""Printing: HTML from templates, fonts, and PDF files made by WeasyPrint in a separate process.

Not here: the documents. Reports and tickets have their templates and values in their own packages.
"""
