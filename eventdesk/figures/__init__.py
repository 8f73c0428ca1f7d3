"""Every number about an event: counted in one place, each with its one definition.

Here: the counts of people, organisations, countries and seats (queries), shares, periods and groups (rules), what each
figure counts (definitions), and the geometry of its charts (charts). Not here: pages, CSV and PDF (statistics, reports,
public), which only read these figures.
"""
