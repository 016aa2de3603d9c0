import { randomBytes } from 'node:crypto';
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressPolicy } from '../address-policy.ts';
import { FAULTS, StreamFault } from '../camera-state.ts';
import { SILENCE_LIMIT_MS, type StreamTarget } from '../camera-stream.ts';
import { type DigestChallenge, digestAuthorization, pickChallenge } from '../digest-auth.ts';
import { mayCarryTokens, parseWebUrl } from '../web-url.ts';

const MAX_HEADER_BYTES = 8 * 1024;
const CERTIFICATE = /^(CERT_|ERR_TLS|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/**
 * Asks one address of a camera for pictures. The address is resolved once, judged and then used; redirects are not followed. The
 * password goes out as a digest; as it is (Basic) over TLS alone.
 */
export class PictureClient {
  readonly #target: StreamTarget;
  readonly #url: URL;
  readonly #address: string;
  #challenge: DigestChallenge | 'basic' | undefined;
  #count = 0;

  private constructor(target: StreamTarget, url: URL, address: string) {
    this.#target = target;
    this.#url = url;
    this.#address = address;
  }

  /** Rejects with StreamFault for an address that no camera may have. */
  static async to(target: StreamTarget, policy: AddressPolicy): Promise<PictureClient> {
    const url = parseWebUrl(target.url);
    if (url === undefined) throw new StreamFault(FAULTS.badWebUrl);
    const verdict = await policy.check(url.hostname);
    if (verdict.kind === 'forbidden') throw new StreamFault(FAULTS.forbidden);
    if (verdict.kind === 'unresolved') throw new StreamFault(FAULTS.unresolved);
    if (!mayCarryTokens(url, verdict.address)) throw new StreamFault(FAULTS.plainWeb);
    return new PictureClient(target, url, verdict.address);
  }

  /** An answer of 200 whose body has not been read. Rejects with StreamFault for every other, and after 5 s without one. */
  async get(signal: AbortSignal): Promise<IncomingMessage> {
    const first = await this.ask(signal);
    if (first.statusCode !== 401) return accepted(first);
    first.destroy();
    this.#challenge = this.#challengeOf(first);
    this.#count = 0;
    return accepted(await this.ask(signal));
  }

  #challengeOf({ headers }: IncomingMessage): DigestChallenge | 'basic' {
    if (this.#target.username === '') throw new StreamFault(FAULTS.credentials);
    const offered = headers['www-authenticate'] ?? '';
    const digest = pickChallenge(splitChallenges(offered));
    if (digest !== undefined) return digest;
    if (!/^basic\b/i.test(offered)) throw new StreamFault(FAULTS.refused);
    if (this.#url.protocol !== 'https:') throw new StreamFault(FAULTS.basic);
    return 'basic';
  }

  /** Any answer. Rejects with StreamFault when there is none within 5 s. */
  ask(signal: AbortSignal): Promise<IncomingMessage> {
    const { protocol, hostname, port, host, pathname, search } = this.#url;
    const secure = protocol === 'https:';
    const bare = hostname.replace(/^\[|\]$/g, '');
    const path = `${pathname}${search}`;
    const authorization = this.#authorization(path);
    const options: RequestOptions & { servername?: string } = {
      host: this.#address,
      port: port || (secure ? 443 : 80),
      path,
      headers: {
        host,
        accept: 'multipart/x-mixed-replace, image/jpeg',
        ...(authorization === undefined ? {} : { authorization }),
      },
      agent: false,
      maxHeaderSize: MAX_HEADER_BYTES,
      signal,
      ...(secure && bare !== this.#address ? { servername: bare } : {}),
    };
    return new Promise((resolve, reject) => {
      const request = (secure ? httpsRequest : httpRequest)(options);
      const failed = (fault: StreamFault['state']): void => {
        clearTimeout(timer);
        request.destroy();
        reject(new StreamFault(fault));
      };
      const timer = setTimeout(() => failed(FAULTS.silentStart), SILENCE_LIMIT_MS);
      request.on('error', (error: NodeJS.ErrnoException) => failed(faultOf(error)));
      request.on('response', (response) => {
        clearTimeout(timer);
        response.on('error', () => undefined);
        resolve(response);
      });
      request.end();
    });
  }

  #authorization(uri: string): string | undefined {
    const { username, password } = this.#target;
    const challenge = this.#challenge;
    if (challenge === undefined) return undefined;
    if (challenge === 'basic') return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    this.#count += 1;
    const cnonce = randomBytes(8).toString('hex');
    return digestAuthorization({
      challenge,
      username,
      password,
      method: 'GET',
      uri,
      count: this.#count,
      cnonce,
    });
  }
}

/** Several WWW-Authenticate headers arrive as one, with commas between them and in them. */
const splitChallenges = (header: string): string[] => header.split(/,\s*(?=(?:digest|basic|bearer)\s)/i);

function accepted(response: IncomingMessage): IncomingMessage {
  const { statusCode = 0, headers } = response;
  if (statusCode === 200 && headers['content-encoding'] === undefined) return response;
  response.destroy();
  if (statusCode === 401 || statusCode === 403) throw new StreamFault(FAULTS.refused);
  if (statusCode >= 300 && statusCode < 400) throw new StreamFault(FAULTS.moved);
  if (statusCode === 404 || statusCode === 410) throw new StreamFault(FAULTS.missing);
  throw new StreamFault(statusCode >= 500 ? FAULTS.troubled : FAULTS.noJpeg);
}

function faultOf({ code = '' }: NodeJS.ErrnoException): StreamFault['state'] {
  if (code.startsWith('HPE_')) return FAULTS.noJpeg;
  return CERTIFICATE.test(code) ? FAULTS.certificate : FAULTS.unreachable;
}
