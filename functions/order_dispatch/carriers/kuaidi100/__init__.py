"""快递100 (kuaidi100), which tells of the parcels of most Chinese carriers: all that knows its format.

`pushes.read` makes a carrier-neutral push of a signed form; `codes` says what its codes mean.
"""
