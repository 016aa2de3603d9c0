import { createHash } from 'node:crypto';

/** What a server asks for (RFC 2617, RFC 7616). */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly algorithm: 'MD5' | 'SHA-256';
  readonly session: boolean;
  readonly qopAuth: boolean;
}

/**
 * The strongest digest challenge among WWW-Authenticate headers, or undefined when there is none that we speak. Basic
 * is never answered: it would hand the camera's password to whoever answers at that address.
 */
export function pickChallenge(headers: readonly string[]): DigestChallenge | undefined {
  const challenges = headers.map(parseChallenge).filter((c) => c !== undefined);
  return challenges.find((c) => c.algorithm === 'SHA-256') ?? challenges[0];
}

function parseChallenge(header: string): DigestChallenge | undefined {
  if (header.length > 4096 || !/^digest\s/i.test(header)) return undefined;
  const fields = new Map<string, string>();
  for (const match of header
    .slice(7)
    .matchAll(/([a-z0-9_-]{1,32})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/gi))
    fields.set((match[1] as string).toLowerCase(), match[2] ?? match[3] ?? '');
  const realm = fields.get('realm');
  const nonce = fields.get('nonce');
  const algorithm = /^(MD5|SHA-256)(-sess)?$/i.exec(fields.get('algorithm') ?? 'MD5');
  if (realm === undefined || nonce === undefined || algorithm === null) return undefined;
  return {
    realm,
    nonce,
    opaque: fields.get('opaque'),
    algorithm: (algorithm[1] as string).toUpperCase() as 'MD5' | 'SHA-256',
    session: algorithm[2] !== undefined,
    qopAuth: (fields.get('qop') ?? '').split(/[\s,]+/).includes('auth'),
  };
}

export interface DigestInput {
  readonly challenge: DigestChallenge;
  readonly username: string;
  readonly password: string;
  readonly method: string;
  readonly uri: string;
  /** Requests answered to this nonce so far, from 1. */
  readonly count: number;
  readonly cnonce: string;
}

/** The Authorization header's value. */
export function digestAuthorization(input: DigestInput): string {
  const { challenge: c, username, method, uri, cnonce } = input;
  const hash = (text: string): string =>
    createHash(c.algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const plain = hash(`${username}:${c.realm}:${input.password}`);
  const ha1 = c.session ? hash(`${plain}:${c.nonce}:${cnonce}`) : plain;
  const ha2 = hash(`${method}:${uri}`);
  const nc = input.count.toString(16).padStart(8, '0');
  const response = c.qopAuth
    ? hash(`${ha1}:${c.nonce}:${nc}:${cnonce}:auth:${ha2}`)
    : hash(`${ha1}:${c.nonce}:${ha2}`);
  const quoted = (name: string, value: string): string => `${name}="${value.replace(/["\\\r\n]/g, '')}"`;
  return [
    `Digest ${quoted('username', username)}`,
    quoted('realm', c.realm),
    quoted('nonce', c.nonce),
    quoted('uri', uri),
    quoted('response', response),
    `algorithm=${c.algorithm}${c.session ? '-sess' : ''}`,
    ...(c.qopAuth ? ['qop=auth', `nc=${nc}`, quoted('cnonce', cnonce)] : []),
    ...(c.opaque === undefined ? [] : [quoted('opaque', c.opaque)]),
  ].join(', ');
}
