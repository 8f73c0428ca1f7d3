"""The post-event report: what is written for it, how it is counted, typeset and printed.

In this room: the texts of the communications staff (summary, conclusions, what came of each
session), the figures for print, the report's HTML and its rendering as a job.
Not in this room: making a PDF from HTML (`printing`), the statistics pages, and the public page that links to the PDF.
"""
