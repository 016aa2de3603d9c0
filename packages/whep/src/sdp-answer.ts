import { isIP } from 'node:net';
import type { AddressPolicy } from '@porchlight/media';

export type CheckedAnswer =
  | { readonly kind: 'ok'; readonly sdp: string }
  | { readonly kind: 'unsupported' | 'forbidden' };

const MAX_BYTES = 64 * 1024;
const MAX_LINES = 400;
const MAX_CANDIDATES = 32;

/** What an answer may say about its one stream; everything else is left out. */
const KEPT =
  /^a=(ice-ufrag|ice-pwd|ice-lite|fingerprint|setup|mid|rtcp-mux|rtcp-rsize|rtpmap|fmtp|rtcp-fb|ssrc|msid|extmap|group|end-of-candidates|sendonly)\b/;
const SPEECHLESS = /[^\x20-\x7e]/;

/**
 * Reads a WHEP answer (RFC 8829 form): exactly one stream, H.264 video that is sent to us; no audio, nothing sent by us. Keeps of
 * its ICE candidates those with an address that the policy allows; with none left it is refused. The text that
 * comes out is built from known lines only. Never throws.
 */
export async function checkAnswer(text: string, policy: AddressPolicy): Promise<CheckedAnswer> {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  if (text.length > MAX_BYTES || lines.length > MAX_LINES || lines[0] !== 'v=0')
    return { kind: 'unsupported' };
  if (lines.some((line) => SPEECHLESS.test(line))) return { kind: 'unsupported' };
  const media = lines.filter((line) => line.startsWith('m='));
  const [video] = media;
  if (media.length !== 1 || !/^m=video [1-9]\d{0,4} UDP\/TLS\/RTP\/SAVPF( \d{1,3}){1,20}$/.test(video ?? ''))
    return { kind: 'unsupported' };
  if (!lines.some((line) => /^a=rtpmap:\d{1,3} H264\/90000$/i.test(line))) return { kind: 'unsupported' };
  if (!lines.includes('a=sendonly')) return { kind: 'unsupported' };
  const candidates = await allowedCandidates(lines, policy);
  if (candidates.length === 0) return { kind: 'forbidden' };
  const at = lines.indexOf(video as string);
  const head = ['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0', ...lines.slice(1, at).filter(isKept)];
  const stream = [video as string, 'c=IN IP4 0.0.0.0', ...lines.slice(at).filter(isKept)];
  return { kind: 'ok', sdp: [...head, ...stream, ...candidates, ''].join('\r\n') };
}

const isKept = (line: string): boolean => KEPT.test(line);

async function allowedCandidates(lines: readonly string[], policy: AddressPolicy): Promise<string[]> {
  const allowed: string[] = [];
  for (const line of lines.filter((each) => each.startsWith('a=candidate:')).slice(0, MAX_CANDIDATES)) {
    // RFC 8839 §5.1: foundation, component, transport, priority, address, port.
    const [, , transport, , address, port] = line.split(' ');
    const plain = /^udp$/i.test(transport ?? '') && isIP(address ?? '') !== 0 && Number(port) >= 1;
    if (!plain || line.length > 300) continue;
    const verdict = await policy.check(address as string);
    if (verdict.kind === 'allowed') allowed.push(line);
  }
  return allowed;
}
