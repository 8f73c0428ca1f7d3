"""The shared set-up of Flask: guard, base of forms, error pages, filters, rate limits, response cache, navigation.

Not here: the pages and actions of a feature, which are in its own package.
"""
