"""Drawing: the raster and the VTK presenter of one scene, and the painter of shapes."""
