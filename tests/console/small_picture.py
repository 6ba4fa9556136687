"""A screenshot as a PNG of at most 256 colours, a third as large: the browser reads the pixels, zlib packs them."""

import base64
import struct
import zlib

from playwright.sync_api import Page

_COUNT = """async (source) => {
  const image = await createImageBitmap(await (await fetch(source)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const exact = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
    exact.set(colour, (exact.get(colour) ?? 0) + 1);
  }
  const parts = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];
  const far = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
  const palette = [];
  for (const [colour] of [...exact].sort((a, b) => b[1] - a[1])) {
    if (palette.length === 256) break;
    if (palette.every((other) => far(parts(colour), other) > 9)) palette.push(parts(colour));
  }
  const nearest = new Map();
  const indices = new Uint8Array(data.length / 4);
  for (let at = 0; at < data.length; at += 4) {
    const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
    let place = nearest.get(colour);
    if (place === undefined) {
      const here = parts(colour);
      place = palette.reduce((best, other, i) => (far(here, other) < far(here, palette[best]) ? i : best), 0);
      nearest.set(colour, place);
    }
    indices[at / 4] = place;
  }
  const text = [];
  for (let at = 0; at < indices.length; at += 32768)
    text.push(String.fromCharCode(...indices.subarray(at, at + 32768)));
  return [image.width, image.height, palette, btoa(text.join(''))];
}"""


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def small(page: Page, png: bytes) -> bytes:
    """`page` is any page that is open; its content does not change."""
    width, height, palette, packed = page.evaluate(_COUNT, f"data:image/png;base64,{base64.b64encode(png).decode()}")
    indices = base64.b64decode(packed)
    lines = b"".join(b"\0" + indices[at : at + width] for at in range(0, width * height, width))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", bytes(part for colour in palette for part in colour)),
            _chunk(b"IDAT", zlib.compress(lines, 9)),
            _chunk(b"IEND", b""),
        )
    )
