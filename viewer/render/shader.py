"""The shader that samples and shades an image, made for just what the image needs."""

from dataclasses import dataclass
from enum import Enum

from viewer.render.sampling import FRACTION_BITS


class Kind(Enum):
    """How what a texture holds becomes visible."""

    LOOKED_UP = "looked up in a table"
    RAMP = "by a ramp"
    SIGMOID = "by a sigmoid"
    COLORS = "red, green, blue"


@dataclass(frozen=True, slots=True)
class Variant:
    """What one shader is made for.

    Attributes
    ----------
    smooth
        Whether there is anything to interpolate.
    whole
        Whether numbers are whole, and stay so between pixels.
    padded
        Whether some numbers are no image.
    """

    kind: Kind
    smooth: bool
    whole: bool
    padded: bool


VERTEX = """
  gl_Position = vec4(vertexMC.xy, 0.0, 1.0);
"""
"""The image's rectangle is given in the window's own coordinates, -1 to 1."""

SAMPLED = f"""
//VTK::DepthPeeling::Dec
// line: start and step; ends: base and last. Returns 32nds of a stored pixel.
int sampled(int n, ivec2 line, ivec2 ends, int kept)
{{
  return clamp((((line.x + n * line.y) >> {FRACTION_BITS}) + ends.x * 32) & kept, 0, ends.y * 32);
}}
"""

PLACE = """
  ivec2 screen = ivec2(int(gl_FragCoord.x), windowHeight - 1 - int(gl_FragCoord.y)) - corner;
  if (transposed == 1) { screen = screen.yx; }
  int column = sampled(screen.x, columnLine, columnEnds, kept.x);
  int row = sampled(screen.y, rowLine, rowEnds, kept.y);
  ivec2 near = ivec2(column >> 5, row >> 5);
"""

NEAREST = """
  vec4 mixed = texelFetch(stored, near, 0);
"""

LINEAR = """
  ivec2 far = min(near + 1, ivec2(columnEnds.y, rowEnds.y));
  vec4 a = texelFetch(stored, near, 0);
  vec4 b = texelFetch(stored, ivec2(far.x, near.y), 0);
  vec4 c = texelFetch(stored, ivec2(near.x, far.y), 0);
  vec4 d = texelFetch(stored, far, 0);
  float u = float(column & 31) / 32.0;
  float v = float(row & 31) / 32.0;
  vec4 mixed = a * ((1.0 - u) * (1.0 - v)) + b * (u * (1.0 - v)) + c * ((1.0 - u) * v) + d * (u * v);
"""

WHOLE = """
  mixed = roundEven(mixed);
"""

UNMIXED = """
  vec4 four = vec4(a.r, b.r, c.r, d.r);
  if (dot(step(vec4(padding.x), four) * step(four, vec4(padding.y)), vec4(1.0)) > 0.0)
  {
    mixed = u < 0.5 ? (v < 0.5 ? a : c) : (v < 0.5 ? b : d);
  }
"""
"""Where a number that takes part is no image, the nearest stays as it is."""

LOOKED_UP = """
  int place = clamp(int(roundEven(mixed.r * rescale.x + rescale.y)) - tableFirst, 0, tableLast);
  float grey = texelFetch(greys, ivec2(place & 255, place >> 8), 0).r;
"""

RAMP = """
  float grey = clamp((mixed.r - origin) * gain + base, 0.0, 1.0);
"""

SIGMOID = """
  float grey = 1.0 / (1.0 + exp(clamp(-4.0 * (mixed.r - origin) * gain, -80.0, 80.0)));
"""

BACKGROUND = """
  if (mixed.r >= padding.x && mixed.r <= padding.y) { grey = 0.0; }
"""

GREY = """
  gl_FragData[0] = vec4(grey, grey, grey, 1.0);
"""

COLORS = """
  vec3 color = roundEven(mixed.rgb * 255.0) / 255.0;
  gl_FragData[0] = vec4(base + gain * color, 1.0);
"""


SHADED = {Kind.LOOKED_UP: LOOKED_UP, Kind.RAMP: RAMP, Kind.SIGMOID: SIGMOID}


def fragment(variant: Variant) -> str:
    """Return what the shader does for each pixel of the screen."""
    smooth, padded = variant.smooth, variant.padded
    parts = [PLACE, LINEAR if smooth else NEAREST]
    if variant.kind is Kind.COLORS:
        return "".join([*parts, COLORS])
    if variant.whole and smooth:
        parts.append(WHOLE)
    if padded and smooth:
        parts.append(UNMIXED)
    parts.append(SHADED[variant.kind])
    if padded:
        parts.append(BACKGROUND)
    return "".join([*parts, GREY])
