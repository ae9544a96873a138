"""The shader that samples and shades an image, and the names it is told things by."""

from viewer.render.sampling import FRACTION_BITS

VERTEX = """
  gl_Position = vec4(vertexMC.xy, 0.0, 1.0);
"""
"""The image's rectangle is given in the window's own coordinates, -1 to 1."""

DECLARATIONS = (
    f"""
#define FRACTION_BITS {FRACTION_BITS}
"""
    + """
//VTK::DepthPeeling::Dec
ivec2 sampled(int n, ivec2 line, ivec2 ends, int smoothly)
{
  // line: start and step; ends: base and last. Returns the stored pixel before, and 32nds towards the next.
  int at = ((line.x + n * line.y) >> FRACTION_BITS) + ends.x * 32;
  if (smoothly == 0) { at = ((at + 16) >> 5) << 5; }
  at = clamp(at, 0, ends.y * 32);
  return ivec2(at >> 5, at & 31);
}

float shaded(float number)
{
  if (number >= padding.x && number <= padding.y) { return 0.0; }
  float x = number * rescale.x + rescale.y;
  if (mode == 0)
  {
    int place = clamp(int(roundEven(x)) - tableFirst, 0, tableLast);
    return texelFetch(greys, ivec2(place & 255, place >> 8), 0).r;
  }
  float shade = mode == 1
    ? (ramp.x == ramp.y ? step(ramp.x, x) * float(x != ramp.x) : clamp((x - ramp.x) / (ramp.y - ramp.x), 0.0, 1.0))
    : 1.0 / (1.0 + exp(clamp(-4.0 * (x - ramp.x) / ramp.y, -80.0, 80.0)));
  return roundEven(255.0 * (inverted == 1 ? 1.0 - shade : shade)) / 255.0;
}
"""
)

IMPLEMENTATION = """
  ivec2 screen = ivec2(int(gl_FragCoord.x), windowHeight - 1 - int(gl_FragCoord.y)) - corner;
  ivec2 across = sampled(screen.x, acrossLine, acrossEnds, smoothly.x);
  ivec2 down = sampled(screen.y, downLine, downEnds, smoothly.y);
  ivec2 column = transposed == 1 ? down : across;
  ivec2 row = transposed == 1 ? across : down;
  ivec2 end = textureSize(stored, 0) - 1;
  ivec2 far = min(ivec2(column.x, row.x) + 1, end);
  vec4 a = texelFetch(stored, ivec2(column.x, row.x), 0);
  vec4 mixed = a;
  if (column.y != 0 || row.y != 0)
  {
    vec4 b = texelFetch(stored, ivec2(far.x, row.x), 0);
    vec4 c = texelFetch(stored, ivec2(column.x, far.y), 0);
    vec4 d = texelFetch(stored, far, 0);
    float u = float(column.y) / 32.0;
    float v = float(row.y) / 32.0;
    mixed = a * ((1.0 - u) * (1.0 - v)) + b * (u * (1.0 - v)) + c * ((1.0 - u) * v) + d * (u * v);
    if (kind != 2)
    {
      vec4 four = vec4(a.r, b.r, c.r, d.r);
      vec4 covered = step(vec4(padding.x), four) * step(four, vec4(padding.y));
      if (dot(covered, vec4(1.0)) > 0.0)
      {
        mixed = u < 0.5 ? (v < 0.5 ? a : c) : (v < 0.5 ? b : d);
      }
      else if (kind == 0) { mixed = roundEven(mixed); }
    }
  }
  vec3 color = kind == 2 ? roundEven(mixed.rgb * 255.0) / 255.0 : vec3(shaded(mixed.r));
  if (kind == 2 && inverted == 1) { color = 1.0 - color; }
  gl_FragData[0] = vec4(color, 1.0);
"""
