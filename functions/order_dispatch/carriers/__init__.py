"""What carriers tell of parcels, from the signed push to the shipment that moves (R3.2.3).

parcels.py      what was told, by tracking number
following.py    moves a shipment to where all that was told says it is
correcting.py   hands a parcel to the carrier whose number it really is
tracks.py       shows all of it
kuaidi100/      one aggregator's format; `order_dispatch.tracking` is what remains of any
"""
