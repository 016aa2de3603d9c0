/** Decodes one key picture (H.264 or H.265, Annex B); undefined where this browser cannot. */
export async function decodeStill(
  unit: Uint8Array<ArrayBuffer>,
  { codecString }: { readonly codecString: string },
): Promise<ImageBitmap | undefined> {
  if (!('VideoDecoder' in globalThis)) return undefined;
  const config = { codec: codecString, optimizeForLatency: true };
  const { supported } = await VideoDecoder.isConfigSupported(config).catch(() => ({ supported: false }));
  if (!supported) return undefined;
  let frame: VideoFrame | undefined;
  const decoder = new VideoDecoder({ output: (made) => (frame = made), error: () => undefined });
  try {
    decoder.configure(config);
    decoder.decode(new EncodedVideoChunk({ type: 'key', timestamp: 0, data: unit }));
    await decoder.flush();
    return frame && (await createImageBitmap(frame));
  } catch {
    return undefined;
  } finally {
    frame?.close();
    if (decoder.state !== 'closed') decoder.close();
  }
}
