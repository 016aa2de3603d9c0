/** Whether this browser can show pictures, in words a person can act on. */
export type PictureSupport =
  | { readonly kind: 'ok' }
  | { readonly kind: 'missing'; readonly sentence: string };

/** Checks for a secure origin, WebCodecs with H.264, and canvases in workers. */
export async function pictureSupport(): Promise<PictureSupport> {
  if (!window.isSecureContext)
    return missing(
      'This page was opened on an insecure address. Open it as https, or on http://localhost: browsers open no pictures elsewhere.',
    );
  if (!('VideoDecoder' in window) || !('OffscreenCanvas' in window))
    return missing(
      'This browser cannot decode live pictures (no WebCodecs). Use a current Chrome, Edge or Safari.',
    );
  const { supported } = await VideoDecoder.isConfigSupported({ codec: 'avc1.42E01E' });
  return supported === true
    ? { kind: 'ok' }
    : missing('This browser was built without H.264. Use Chrome, Edge, or a Chromium that has it.');
}

function missing(sentence: string): PictureSupport {
  return { kind: 'missing', sentence };
}
