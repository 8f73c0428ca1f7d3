"""The shared Flask floor: guard, form base, error pages, filters, limits, responses.

Not here: any page or deed of a feature; those stand in the rooms.
"""
