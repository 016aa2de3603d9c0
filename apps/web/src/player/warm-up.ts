import { codecOf } from './h264-config.ts';
import { Watermark } from './watermark.ts';

/** One black key unit of 16 by 16 points (H.264 baseline, Annex B). */
const BLACK_UNIT = 'AAAAAWdCwArZHsBEAAADAAQAAAMAyDxImSAAAAABaMuDyyAAAAFliIQK8mKAAKe+';

/**
 * Decodes and draws one picture that nobody sees, when a worker starts: the browser sets up its decoder, its canvases
 * and its fonts at the first use, and that first use must not be a press. Nothing is lost when it fails.
 */
export function warmUp(): void {
  if (!('VideoDecoder' in self)) return;
  const unit = Uint8Array.from(atob(BLACK_UNIT), (letter) => letter.charCodeAt(0));
  const codec = codecOf(unit);
  if (codec === undefined) return;
  const decoder = new VideoDecoder({
    output: (frame) => {
      drawUnseen(frame);
      frame.close();
      decoder.close();
    },
    error: () => undefined,
  });
  decoder.configure({ codec, optimizeForLatency: true });
  decoder.decode(new EncodedVideoChunk({ type: 'key', timestamp: 0, data: unit }));
  void decoder.flush().catch(() => undefined);
}

function drawUnseen(frame: VideoFrame): void {
  const size = { width: 320, height: 180 };
  const context = new OffscreenCanvas(size.width, size.height).getContext('2d', { alpha: false });
  if (context === null) return;
  context.drawImage(frame, 0, 0, size.width, size.height);
  const watermark = new Watermark();
  watermark.text = 'Porchlight 0123456789 -:Z';
  watermark.draw(context, size);
}
