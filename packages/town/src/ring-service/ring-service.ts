import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ClipSource } from '../clip-source.ts';
import { messagePage, sharePage } from './app-page.ts';
import { apiError, type HttpReply, json, readBody, send } from './http-reply.ts';
import { LiveSessions } from './live-sessions.ts';
import { type ApiPorts, partnerApi, type RingFault } from './partner-api.ts';
import { RateLimit } from './rate-limit.ts';
import {
  type PartnerEndpoints,
  RING_LIMITS,
  type RingAccount,
  type RingDevice,
  type RingLimits,
  type RingPartner,
} from './ring-account.ts';
import { RingGrants } from './ring-grants.ts';
import { WebhookSender } from './webhook-sender.ts';

export interface RingServiceOptions {
  readonly accounts: readonly RingAccount[];
  readonly partner: RingPartner;
  readonly clips: ReadonlyMap<string, ClipSource>;
  readonly limits?: Partial<RingLimits>;
  /** The service's clock, ms; the machine's when absent. Pictures keep the machine's. */
  readonly now?: () => number;
}

/**
 * A simulation of Ring's partner interface on 127.0.0.1: app page, token exchange and rotation, JSON:API devices, WHEP with real
 * WebRTC, clips, signed webhooks, session and rate limits. What it simulates follows the published documentation; the mandatory
 * watermark is not in its pictures, because the town's clips are made already.
 */
export interface RingService {
  readonly url: string;
  /** The page on which a person shares devices. */
  appPage(accountId: string): string;
  /** Where the partner listens; before it is told, nothing can be linked. */
  register(endpoints: PartnerEndpoints): void;
  readonly live: LiveSessions;
  readonly webhooks: WebhookSender;
  setFault(deviceId: string, fault: RingFault): void;
  /** The person removes the partner's app. */
  remove(accountId: string): Promise<void>;
  /** The person stops sharing one device. */
  unshare(accountId: string, deviceId: string): Promise<void>;
  close(): Promise<void>;
}

export async function startRingService(options: RingServiceOptions): Promise<RingService> {
  const service = new Service(options);
  await service.listen();
  return service;
}

class Service implements RingService {
  readonly live: LiveSessions;
  readonly webhooks: WebhookSender;
  readonly #options: RingServiceOptions;
  readonly #grants: RingGrants;
  readonly #rate: RateLimit;
  readonly #faults = new Map<string, RingFault>();
  readonly #redirects: number[] = [];
  readonly #server = createServer((request, response) => {
    this.#answer(request).then(
      (reply) => send(response, reply),
      () => send(response, apiError(500, 'Internal Server Error')),
    );
  });
  #endpoints: PartnerEndpoints | undefined;
  readonly #now: () => number;

  constructor(options: RingServiceOptions) {
    const limits = { ...RING_LIMITS, ...options.limits };
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#grants = new RingGrants(options.partner, limits, this.#now);
    this.#rate = new RateLimit(limits.requestsPerSecond, Date.now);
    this.live = new LiveSessions(limits, options.clips, Date.now);
    this.webhooks = new WebhookSender(options.partner.hmacKey, () => this.#endpoints?.webhookUrl, this.#now);
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  appPage(accountId: string): string {
    return `${this.url}/app/${encodeURIComponent(accountId)}`;
  }

  register(endpoints: PartnerEndpoints): void {
    this.#endpoints = endpoints;
  }

  setFault(deviceId: string, fault: RingFault): void {
    this.#faults.set(deviceId, fault);
  }

  async remove(accountId: string): Promise<void> {
    const own = this.#account(accountId)?.devices ?? [];
    this.#grants.revoke(accountId);
    this.live.endWhere((device) => own.includes(device));
    await this.webhooks.deliver('app_integration_removed', accountId);
  }

  async unshare(accountId: string, deviceId: string): Promise<void> {
    (this.#grants.of(accountId)?.deviceIds as Set<string> | undefined)?.delete(deviceId);
    this.live.endWhere((device) => device.id === deviceId);
    await this.webhooks.deliver('device_removed', accountId, deviceId);
  }

  async close(): Promise<void> {
    this.webhooks.close();
    this.live.endWhere(() => true);
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #account(id: string): RingAccount | undefined {
    return this.#options.accounts.find((account) => account.id === id);
  }

  async #answer(request: IncomingMessage): Promise<HttpReply> {
    const { pathname: path } = new URL(request.url ?? '/', this.url);
    const method = request.method ?? 'GET';
    const body = await readBody(request);
    if (body === undefined) return apiError(413, 'Content Too Large');
    if (path.startsWith('/app/')) return this.#app(method, path, body);
    const wait = this.#rate.take();
    if (wait !== undefined) return apiError(429, 'Too Many Requests', { 'retry-after': String(wait) });
    if (`${method} ${path}` === 'POST /oauth/token') return this.#token(new URLSearchParams(body));
    const { authorization } = request.headers;
    return partnerApi({ method, path, authorization, body, origin: this.url }, this.#apiPorts);
  }

  get #apiPorts(): ApiPorts {
    return {
      grants: this.#grants,
      live: this.live,
      faultOf: (id) => this.#faults.get(id) ?? 'none',
      redirects: this.#redirects,
      onLinked: ({ account }) => void this.webhooks.deliver('app_integration_added', account.id),
      clip: (device) => this.#recording(device),
    };
  }

  #token(form: URLSearchParams): HttpReply {
    const { clientId, clientSecret } = this.#options.partner;
    if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret)
      return json(401, { error: 'invalid_client' });
    const kind = form.get('grant_type');
    const issued =
      kind === 'authorization_code'
        ? this.#grants.exchange(form.get('code') ?? '')
        : kind === 'refresh_token'
          ? this.#grants.refresh(form.get('refresh_token') ?? '')
          : undefined;
    return issued ? json(200, issued) : json(400, { error: 'invalid_grant' });
  }

  /** The pages a person sees, in place of Ring's app. */
  async #app(method: string, path: string, body: string): Promise<HttpReply> {
    const [, , rawId = '', act] = path.split('/');
    const account = this.#account(decodeURIComponent(rawId));
    if (account === undefined) return html(404, messagePage('Not found', 'There is no such account.'));
    if (method === 'GET' && act === undefined)
      return html(
        200,
        sharePage(
          account,
          this.#options.partner.appName,
          this.#grants.of(account.id)?.status === 'completed',
        ),
      );
    if (method === 'POST' && act === 'allow') return this.#allow(account, new URLSearchParams(body));
    if (method === 'POST' && act === 'remove') {
      await this.remove(account.id);
      return html(200, messagePage('Removed', 'The app can no longer see your devices.'));
    }
    return html(404, messagePage('Not found', 'There is no such page.'));
  }

  async #allow(account: RingAccount, form: URLSearchParams): Promise<HttpReply> {
    const own = account.devices.map(({ id }) => id);
    const deviceIds = form.getAll('device').filter((id) => own.includes(id));
    const endpoints = this.#endpoints;
    if (endpoints === undefined || deviceIds.length === 0)
      return html(400, messagePage('Not yet', 'Choose at least one device, and try again in a moment.'));
    const code = this.#grants.allow(account, deviceIds);
    const taken = await fetch(endpoints.tokenExchangeUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ code }),
    }).catch(() => undefined);
    if (taken?.ok !== true)
      return html(502, messagePage('Not linked', 'The app did not answer. Try again later.'));
    for (const id of deviceIds) void this.webhooks.deliver('device_added', account.id, id);
    const time = this.#now();
    this.#redirects.push(time);
    const target = new URL(endpoints.accountLinkUrl);
    target.searchParams.set('nonce', this.#grants.nonce(account.id, time));
    target.searchParams.set('time', String(time));
    return { status: 303, headers: { location: target.href } };
  }

  #recording(device: RingDevice): Buffer {
    const clip = this.#options.clips.get(device.mount);
    // Not a playable file: the first bytes of an MP4, and a picture, so that sizes and kinds can be checked.
    return Buffer.concat([
      Buffer.from('0000001c667479706d703432', 'hex'),
      clip?.slice(clip.keyAt(0)) ?? Buffer.alloc(0),
    ]);
  }
}

const html = (status: number, body: string): HttpReply => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body,
});
