"""The post-event report: what is written for it, how it is counted, typeset and printed.

In this room: the texts of the communications staff (summary, conclusions, what came of each
session), the figures for print, the PDF and its rendering as a job.
Not in this room: the statistics pages, and the public page that links to the PDF.
"""
