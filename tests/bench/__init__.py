"""`make bench`: the figures that issue and README promise, measured on this machine.

Ratios are taken within one run: eventdesk and a bare Flask view are asked in turns by the same client processes.
"""
