"""`make bench`: the figures that eventdesk promises, measured on this machine.

Ratios are taken within one run: the same client processes send requests to eventdesk and to a bare Flask view in turns.
"""
