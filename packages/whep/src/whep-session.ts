import type { AccessUnit, AddressPolicy } from '@porchlight/media';
import type { EndedWhy, PeerProcess } from './peer-process.ts';
import { type PlainAnswer, plainRequest } from './plain-request.ts';
import { retryAfterMs } from './retry-after.ts';
import { checkAnswer } from './sdp-answer.ts';

/** Where a session is asked for. `token` null: the endpoint wants none. */
export interface WhepTarget {
  readonly url: string;
  readonly token: string | null;
}

export interface WhepHandlers {
  onUnit(unit: AccessUnit): void;
  /** Once, when it ends by itself. Not called after close(). */
  onEnded(why: EndedWhy): void;
}

export type WhepRefusal =
  | { readonly kind: 'conflict' | 'unauthorised' | 'missing' | 'unsupported' | 'forbidden' | 'unreachable' }
  | { readonly kind: 'busy' | 'offline'; readonly retryMs: number | undefined };

export type OpenedWhep =
  | { readonly kind: 'open'; close(): void }
  | { readonly kind: 'refused'; readonly refusal: WhepRefusal };

export interface WhepPorts {
  readonly peers: PeerProcess;
  readonly policy: AddressPolicy;
  readonly nowMs: () => number;
}

const EXCHANGE_LIMIT_MS = 10_000;
const END_LIMIT_MS = 3_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Opens one WHEP session (draft-ietf-wish-whep: POST of an offer, for video alone): resolves when the answer was taken;
 * pictures follow. Closing ends the peer at once and tells the server with DELETE. Never rejects.
 */
export async function openWhepSession(
  target: WhepTarget,
  ports: WhepPorts,
  handlers: WhepHandlers,
  signal: AbortSignal,
): Promise<OpenedWhep> {
  const refused = (refusal: WhepRefusal): OpenedWhep => ({ kind: 'refused', refusal });
  const peer = ports.peers.open(await onLoopback(target.url, ports.policy), handlers);
  const offer = await peer.offer.catch(() => undefined);
  if (offer === undefined || signal.aborted) {
    peer.close();
    return refused({ kind: 'unreachable' });
  }
  const posted = await post(target, offer, ports.policy);
  const end = sessionEnd(target, posted, ports.policy);
  const refusal = refusalOf(posted, ports.nowMs());
  const checked =
    posted.kind === 'answer' && !refusal
      ? await checkAnswer(posted.body.toString('utf8'), ports.policy)
      : undefined;
  if (checked?.kind !== 'ok' || signal.aborted) {
    peer.close();
    end();
    return refused(refusal ?? { kind: checked?.kind === 'forbidden' ? 'forbidden' : 'unsupported' });
  }
  peer.answer(checked.sdp);
  return {
    kind: 'open',
    close() {
      peer.close();
      end();
    },
  };
}

/** Only towards this machine does the peer need its loopback address; elsewhere it stays untold. */
async function onLoopback(url: string, policy: AddressPolicy): Promise<boolean> {
  if (!URL.canParse(url)) return false;
  const verdict = await policy.check(new URL(url).hostname);
  return verdict.kind === 'allowed' && (verdict.address.startsWith('127.') || verdict.address === '::1');
}

function post(target: WhepTarget, offer: string, policy: AddressPolicy): Promise<PlainAnswer> {
  return plainRequest({
    method: 'POST',
    url: target.url,
    headers: { ...authorization(target), 'content-type': 'application/sdp', accept: 'application/sdp' },
    body: offer,
    policy,
    maxBytes: MAX_ANSWER_BYTES,
    timeoutMs: EXCHANGE_LIMIT_MS,
  });
}

const authorization = ({ token }: WhepTarget): Record<string, string> =>
  token === null ? {} : { authorization: `Bearer ${token}` };

/** The token goes back to the host it was sent to, and to no other that a `Location` may name. */
function sessionEnd(target: WhepTarget, posted: PlainAnswer, policy: AddressPolicy): () => void {
  const location = posted.kind === 'answer' && posted.status === 201 ? posted.headers.location : undefined;
  if (location === undefined || location.length > 1000 || !URL.canParse(location, target.url))
    return () => undefined;
  const url = new URL(location, target.url);
  if (url.origin !== new URL(target.url).origin) return () => undefined;
  return () => {
    const what = {
      method: 'DELETE',
      url: url.href,
      policy,
      maxBytes: 4096,
      timeoutMs: END_LIMIT_MS,
    } as const;
    void plainRequest({ ...what, headers: authorization(target) });
  };
}

/** Undefined when the server opened the session. */
function refusalOf(posted: PlainAnswer, nowMs: number): WhepRefusal | undefined {
  if (posted.kind === 'forbidden' || posted.kind === 'bad-url') return { kind: 'forbidden' };
  if (posted.kind === 'too-large') return { kind: 'unsupported' };
  if (posted.kind !== 'answer') return { kind: 'unreachable' };
  const retryMs = retryAfterMs(posted.headers['retry-after'], nowMs);
  switch (posted.status) {
    case 201:
      return undefined;
    case 401:
    case 403:
      return { kind: 'unauthorised' };
    case 404:
      return { kind: 'missing' };
    case 409:
      return { kind: 'conflict' };
    case 429:
      return { kind: 'busy', retryMs };
    case 503:
      return { kind: 'offline', retryMs };
    default:
      return posted.status >= 500 ? { kind: 'unreachable' } : { kind: 'unsupported' };
  }
}
