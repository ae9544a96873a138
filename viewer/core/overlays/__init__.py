"""Overlays that other objects of a study lay over images: segmentations, structures, doses, parametric maps.

layer         what such an object gives: name, legend, Frame of Reference, and its content on any image
stack         parallel planes of an object, found again in any image: content that SEG and parametric maps share
reading       what worker processes find out about such objects
offers        which opened objects can be laid over images, and how far they are read
grid          where the pixels of one image lie, in the space of the layer that is asked
looks         what the reader has turned on, and how strong it is shown: the value of ``Session.layers``
laid          what lies over one image, and why something does not (SAFETY H33)
colors        CIELab to screen colours, colours of unnamed rows, colour scales of washes

A producer (SEG, RTSTRUCT, RTDOSE …) makes an ``OverlayLayer`` whose ``content`` answers ``on(grid)`` with a ``Cut``:
label rasters, shares, a wash of values, or outlines. Everything else - Frame of Reference, registration, legend,
opacity, painting in every presenter - follows and is not the producer's business.
"""
