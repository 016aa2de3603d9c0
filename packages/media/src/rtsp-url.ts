/** Splits an RTSP URL; undefined when it is none, is over 1,024 characters, or carries credentials (they have their own fields). */
export function parseRtspUrl(text: string): { host: string; port: number; url: string } | undefined {
  if (text.length > 1024 || !/^[\x21-\x7e]+$/.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'rtsp:' || url.hostname === '' || url.username !== '' || url.password !== '')
    return undefined;
  return { host: url.hostname, port: url.port === '' ? 554 : Number(url.port), url: text };
}
