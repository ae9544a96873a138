"""Values and rules of the viewer. Knows numpy and psygnal, and nothing of Qt, VTK, SimpleITK or pydicom."""
