import { createHash, timingSafeEqual } from 'node:crypto';

/** What the server knows about one connection's digest challenge (RFC 2617 §3.2). */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
}

/** The WWW-Authenticate header: MD5 with qop=auth, as most cameras send it. */
export function challengeHeader(challenge: DigestChallenge): string {
  return `Digest realm="${challenge.realm}", nonce="${challenge.nonce}", qop="auth", algorithm=MD5`;
}

/** True when the Authorization header proves one of the users' passwords, with or without qop. Never throws. */
export function digestAccepted(
  header: string | undefined,
  method: string,
  uri: string,
  challenge: DigestChallenge,
  users: Readonly<Record<string, string>>,
): boolean {
  if (header === undefined || !/^Digest /i.test(header)) return false;
  const given = parametersOf(header.slice(7));
  const name = given.get('username') ?? '';
  const password = Object.hasOwn(users, name) ? users[name] : undefined;
  if (password === undefined || given.get('nonce') !== challenge.nonce) return false;
  if (given.get('realm') !== challenge.realm || given.get('uri') !== uri) return false;
  const secret = md5(`${name}:${challenge.realm}:${password}`);
  const request = md5(`${method}:${uri}`);
  const qop = given.get('qop');
  const middle = qop === undefined ? '' : `${given.get('nc')}:${given.get('cnonce')}:${qop}:`;
  if (qop !== undefined && qop !== 'auth') return false;
  const expected = Buffer.from(md5(`${secret}:${challenge.nonce}:${middle}${request}`));
  const response = Buffer.from(given.get('response') ?? '');
  return expected.length === response.length && timingSafeEqual(expected, response);
}

function parametersOf(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const match of text.matchAll(/([a-z]+)=(?:"([^"]*)"|([^\s,]+))/gi))
    found.set((match[1] as string).toLowerCase(), match[2] ?? match[3] ?? '');
  return found;
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
