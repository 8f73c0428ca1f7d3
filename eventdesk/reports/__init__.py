"""The report of an event as a PDF: its texts, how it is typeset, and publishing it.

Here: the texts of the communications staff (summary, conclusions, the outcome of each session), the report's HTML and
its rendering as a job. Not here: what the figures count (figures), making a PDF from HTML (printing), the statistics
page (statistics), and the public page that links to the PDF (public).
"""
