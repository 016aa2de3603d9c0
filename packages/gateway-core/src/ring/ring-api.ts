import type { AddressPolicy } from '@porchlight/media';
import { type PlainAnswer, plainRequest, retryAfterMs } from '@porchlight/whep';
import type * as z from 'zod';
import { devicesSchema, tokensSchema, userSchema } from './ring-schemas.ts';
import type { RingSettings } from './ring-settings.ts';

/** Why the service did not do what was asked. `invalid-grant`: the link is over, at the other end or by its age. */
export interface RingFailure {
  readonly kind: 'failed';
  readonly code:
    | 'invalid-grant'
    | 'unauthorised'
    | 'missing'
    | 'busy'
    | 'offline'
    | 'unreachable'
    | 'odd'
    | 'forbidden';
  readonly retryMs?: number | undefined;
}
export type RingResult<T> = { readonly kind: 'ok'; readonly value: T } | RingFailure;

export interface RingTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInMs: number;
}

export interface RingDeviceInfo {
  readonly deviceId: string;
  readonly name: string;
  /** Null: the service does not say. */
  readonly online: boolean | null;
}

const LIMIT_MS = 10_000;
const MAX_JSON_BYTES = 512 * 1024;

/** Ring's partner interface, server to server. Each answer is read by its schema; redirects are not followed. Never throws. */
export class RingApi {
  readonly #settings: RingSettings;
  readonly #policy: AddressPolicy;
  readonly #now: () => number;

  constructor(settings: RingSettings, policy: AddressPolicy, now: () => number) {
    this.#settings = settings;
    this.#policy = policy;
    this.#now = now;
  }

  /** A code is good for one exchange within a minute. */
  exchange(code: string): Promise<RingResult<RingTokens>> {
    return this.#tokens({ grant_type: 'authorization_code', code });
  }

  refresh(refreshToken: string): Promise<RingResult<RingTokens>> {
    return this.#tokens({ grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  async account(accessToken: string): Promise<RingResult<string>> {
    const read = parsed(userSchema, await this.#call('GET', '/v1/users/me', accessToken), this.#now());
    return read.kind === 'ok' ? { kind: 'ok', value: read.value.data.id } : read;
  }

  /** Confirms the link (POST) and completes it (PATCH): both are required before devices can be seen. */
  async confirm(accessToken: string, nonce: string, identifier: string): Promise<RingResult<void>> {
    const path = '/v1/accounts/me/app-integrations';
    const account_identifier = identifier;
    const posted = await this.#call('POST', path, accessToken, { account_identifier, nonce });
    const failure = failureOf(posted, this.#now());
    if (failure) return failure;
    const patched = await this.#call('PATCH', path, accessToken, { status: 'completed' });
    return failureOf(patched, this.#now()) ?? { kind: 'ok', value: undefined };
  }

  async devices(accessToken: string): Promise<RingResult<RingDeviceInfo[]>> {
    const answer = await this.#call('GET', '/v1/devices?include=status', accessToken);
    const read = parsed(devicesSchema, answer, this.#now());
    if (read.kind !== 'ok') return read;
    const online = new Map(
      (read.value.included ?? []).map(({ type, id, attributes }) => [`${type} ${id}`, attributes?.online]),
    );
    const value = read.value.data.map(({ id, attributes, relationships }) => {
      const status = relationships?.status?.data;
      return {
        deviceId: id,
        name: attributes.name.trim().slice(0, 60) || 'Ring camera',
        online: (status && online.get(`${status.type} ${status.id}`)) ?? null,
      };
    });
    return { kind: 'ok', value };
  }

  whepUrl(deviceId: string): string {
    return this.#url(`/v1/devices/${encodeURIComponent(deviceId)}/media/streaming/whep/sessions`);
  }

  /**
   * An MP4 of what the device recorded: `durationMs` at most 900,000. Without sound, whatever the service would offer. Refused
   * over `maxBytes`. `startsAt`: when the clip really begins, which may be later than asked.
   */
  async clip(
    accessToken: string,
    deviceId: string,
    { startsAt, durationMs, maxBytes }: { startsAt: number; durationMs: number; maxBytes: number },
  ): Promise<RingResult<{ readonly bytes: Buffer; readonly startsAt: number }>> {
    const path = `/v1/devices/${encodeURIComponent(deviceId)}/media/video/download`;
    const body = {
      timestamp: startsAt,
      duration: Math.min(durationMs, 900_000),
      video_options: { codec: 'avc' },
      audio_options: { audio_enabled: false },
    };
    const answer = await this.#call('POST', path, accessToken, body, maxBytes);
    const failure = failureOf(answer, this.#now());
    if (failure) return failure;
    if (answer.kind !== 'answer' || !/^video\/mp4\b/.test(answer.headers['content-type'] ?? ''))
      return { kind: 'failed', code: 'odd' };
    // Bytes 4–7 of every MP4 (ISO/IEC 14496-12 §4.3).
    if (answer.body.toString('latin1', 4, 8) !== 'ftyp') return { kind: 'failed', code: 'odd' };
    const stamped = Number(answer.headers['x-media-timestamp']);
    return {
      kind: 'ok',
      value: { bytes: answer.body, startsAt: Number.isSafeInteger(stamped) ? stamped : startsAt },
    };
  }

  #url(path: string): string {
    return `${this.#settings.apiUrl.replace(/\/$/, '')}${path}`;
  }

  async #tokens(grant: Record<string, string>): Promise<RingResult<RingTokens>> {
    const { clientId, clientSecret, tokenUrl } = this.#settings;
    const form = new URLSearchParams({ ...grant, client_id: clientId, client_secret: clientSecret });
    const answer = await plainRequest({
      method: 'POST',
      url: tokenUrl,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: form.toString(),
      policy: this.#policy,
      maxBytes: MAX_JSON_BYTES,
      timeoutMs: LIMIT_MS,
    });
    // RFC 6749 §5.2: 400 for a grant that is not, or no longer, good; 401 for the client itself.
    if (answer.kind === 'answer' && answer.status === 400) return { kind: 'failed', code: 'invalid-grant' };
    const read = parsed(tokensSchema, answer, this.#now());
    if (read.kind !== 'ok') return read;
    const { access_token, refresh_token, expires_in } = read.value;
    return {
      kind: 'ok',
      value: { accessToken: access_token, refreshToken: refresh_token, expiresInMs: expires_in * 1000 },
    };
  }

  #call(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    accessToken: string,
    body?: unknown,
    maxBytes = MAX_JSON_BYTES,
  ): Promise<PlainAnswer> {
    return plainRequest({
      method,
      url: this.#url(path),
      headers: {
        authorization: `Bearer ${accessToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      policy: this.#policy,
      maxBytes,
      timeoutMs: LIMIT_MS,
    });
  }
}

function failureOf(answer: PlainAnswer, nowMs: number): RingFailure | undefined {
  const failed = (code: RingFailure['code'], retryMs?: number): RingFailure => ({
    kind: 'failed',
    code,
    retryMs,
  });
  if (answer.kind === 'forbidden' || answer.kind === 'bad-url') return failed('forbidden');
  if (answer.kind === 'too-large') return failed('odd');
  if (answer.kind !== 'answer') return failed('unreachable');
  const retryMs = retryAfterMs(answer.headers['retry-after'], nowMs);
  if (answer.status >= 200 && answer.status < 300) return undefined;
  if (answer.status === 401 || answer.status === 403) return failed('unauthorised');
  if (answer.status === 404 || answer.status === 416) return failed('missing');
  if (answer.status === 429) return failed('busy', retryMs ?? 1000);
  if (answer.status === 503) return failed('offline', retryMs);
  return failed(answer.status >= 500 ? 'unreachable' : 'odd');
}

function parsed<T>(schema: z.ZodType<T>, answer: PlainAnswer, nowMs: number): RingResult<T> {
  const failure = failureOf(answer, nowMs);
  if (failure || answer.kind !== 'answer') return failure ?? { kind: 'failed', code: 'odd' };
  try {
    const read = schema.safeParse(JSON.parse(answer.body.toString('utf8')));
    return read.success ? { kind: 'ok', value: read.data } : { kind: 'failed', code: 'odd' };
  } catch {
    return { kind: 'failed', code: 'odd' };
  }
}
