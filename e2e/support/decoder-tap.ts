import type { Page } from '@playwright/test';

interface Tapped {
  tapped?: { chunks: number; types: Set<number> };
}

/** From now on notes what the page's media workers hand to their decoders: opened frames, as they left the camera's box. */
export async function watchDecoder(page: Page): Promise<void> {
  for (const worker of page.workers())
    await worker.evaluate(() => {
      const scope = globalThis as Tapped;
      const seen = { chunks: 0, types: new Set<number>() };
      scope.tapped = seen;
      const decode = VideoDecoder.prototype.decode;
      VideoDecoder.prototype.decode = function (chunk) {
        const bytes = new Uint8Array(chunk.byteLength);
        chunk.copyTo(bytes);
        seen.chunks += 1;
        // Annex B: a unit follows each start code; its type is in the lower five bits of its first byte (H.264, 7.3.1).
        for (let at = 0; at + 3 < bytes.length; at++)
          if (bytes[at] === 0 && bytes[at + 1] === 0 && bytes[at + 2] === 1)
            seen.types.add((bytes[at + 3] ?? 0) & 31);
        decode.call(this, chunk);
      };
    });
}

/** How many frames were opened and decoded since, and every type of H.264 unit in them. */
export async function unitsDecoded(page: Page): Promise<{ chunks: number; types: number[] }> {
  const found = await Promise.all(
    page.workers().map((worker) =>
      worker.evaluate(() => {
        const { chunks, types } = (globalThis as Tapped).tapped ?? { chunks: 0, types: new Set<number>() };
        return { chunks, types: [...types] };
      }),
    ),
  );
  return {
    chunks: found.reduce((sum, { chunks }) => sum + chunks, 0),
    types: [...new Set(found.flatMap(({ types }) => types))].sort((a, b) => a - b),
  };
}
