"""The desk: the organiser's back office: pages and actions that combine several packages.

Pages of one package are in that package, also under /desk/.
"""
