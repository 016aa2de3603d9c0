import * as z from 'zod';
import { apiError, type HttpReply, json } from './http-reply.ts';
import type { LiveSessions } from './live-sessions.ts';
import type { RingDevice } from './ring-account.ts';
import type { Grant, RingGrants } from './ring-grants.ts';

/** What may be broken on purpose. */
export type RingFault = 'none' | 'offline' | 'error' | 'throttled';

export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
  readonly origin: string;
}

export interface ApiPorts {
  readonly grants: RingGrants;
  readonly live: LiveSessions;
  readonly faultOf: (deviceId: string) => RingFault;
  /** Times that went into redirects to the partner. */
  readonly redirects: readonly number[];
  readonly onLinked: (grant: Grant) => void;
  /** The bytes of a recording of the device. */
  readonly clip: (device: RingDevice) => Buffer;
}

const integrationSchema = z.object({
  account_identifier: z.string().max(200).optional(),
  nonce: z.string().max(200).optional(),
  status: z.enum(['awaiting', 'completed']).optional(),
});
const clipSchema = z.object({ timestamp: z.int().min(0), duration: z.int().min(1).max(900_000) });

/** The interface under `/v1`, as documented: JSON:API devices, app integrations, WHEP, clips. */
export async function partnerApi(call: ApiCall, ports: ApiPorts): Promise<HttpReply> {
  const grant = ports.grants.bearer(call.authorization);
  if (grant === undefined) return apiError(401, 'Invalid Client');
  const route = `${call.method} ${call.path}`;
  if (route === 'GET /v1/users/me')
    return json(200, { data: { type: 'users', id: grant.account.id, attributes: { first_name: 'Demo' } } });
  if (call.path === '/v1/accounts/me/app-integrations') return integration(call, grant, ports);
  // Device consents begin with the confirmed link.
  if (grant.status === 'pending') return apiError(403, 'Forbidden');
  if (route === 'GET /v1/devices') return devices(grant, ports);
  const [, deviceId = '', rest = ''] = /^\/v1\/devices\/([^/]+)\/(.+)$/.exec(call.path) ?? [];
  const device = grant.account.devices.find(({ id }) => id === decodeURIComponent(deviceId));
  if (device === undefined || !grant.deviceIds.has(device.id)) return apiError(404, 'Not Found');
  const fault = ports.faultOf(device.id);
  if (fault === 'throttled') return apiError(429, 'Too Many Requests', { 'retry-after': '2' });
  if (fault === 'error') return apiError(500, 'Internal Server Error');
  if (fault === 'offline') return apiError(503, 'Device Unavailable');
  const sessions = 'media/streaming/whep/sessions';
  if (rest === sessions && call.method === 'POST') return openLive(call, device, ports);
  if (rest.startsWith(`${sessions}/`) && call.method === 'DELETE')
    return ports.live.end(rest.slice(sessions.length + 1)) ? { status: 200 } : apiError(404, 'Not Found');
  if (rest === 'media/video/download' && call.method === 'POST') return recording(call, device, ports);
  return apiError(404, 'Not Found');
}

function integration(call: ApiCall, grant: Grant, { grants, redirects, onLinked }: ApiPorts): HttpReply {
  const parsed = integrationSchema.safeParse(parseJson(call.body));
  if (!parsed.success) return apiError(400, 'Missing Required Fields');
  const { nonce, status, account_identifier: identifier } = parsed.data;
  if (call.method === 'POST') {
    if (nonce === undefined) return apiError(400, 'Missing Required Fields');
    if (!grants.nonceHolds(grant.account.id, nonce, redirects)) return apiError(400, 'Invalid Nonce');
    grant.status = 'awaiting';
    grant.accountIdentifier = identifier;
    return json(200, { status: grant.status });
  }
  if (call.method !== 'PATCH') return apiError(404, 'Not Found');
  if (status === undefined && identifier === undefined) return apiError(400, 'Missing Required Fields');
  if (grant.status === 'pending') return apiError(400, 'Invalid Status Transition');
  if (status !== undefined) grant.status = status;
  if (status === 'completed') onLinked(grant);
  return json(200, { status: grant.status, updated_at: new Date().toISOString() });
}

function devices(grant: Grant, { faultOf }: ApiPorts): HttpReply {
  const shared = grant.account.devices.filter(({ id }) => grant.deviceIds.has(id));
  return json(200, {
    meta: { time: new Date().toISOString() },
    data: shared.map(({ id, name }) => ({
      type: 'devices',
      id,
      attributes: { name },
      relationships: {
        status: { data: { type: 'device-status', id: `${id}.status` } },
        capabilities: { data: { type: 'device-capabilities', id: `${id}.capabilities` } },
      },
    })),
    included: shared.flatMap(({ id }) => [
      {
        type: 'device-status',
        id: `${id}.status`,
        attributes: { online: faultOf(id) !== 'offline' },
      },
      {
        type: 'device-capabilities',
        id: `${id}.capabilities`,
        attributes: { video: { codecs: ['AVC'], ratio: '16:9', max_resolution: 720 } },
      },
    ]),
  });
}

async function openLive(call: ApiCall, device: RingDevice, { live }: ApiPorts): Promise<HttpReply> {
  const started = await live.start(device, call.body);
  if (started.kind !== 'started')
    return started.kind === 'conflict' ? apiError(409, 'Conflict') : apiError(400, 'Bad Request');
  const location = `${call.origin}${call.path}/${started.id}`;
  return { status: 201, headers: { 'content-type': 'application/sdp', location }, body: started.answer };
}

function recording(call: ApiCall, device: RingDevice, { clip }: ApiPorts): HttpReply {
  const parsed = clipSchema.safeParse(parseJson(call.body));
  if (!parsed.success || parsed.data.timestamp > Date.now()) return apiError(400, 'Bad Request');
  const headers = { 'content-type': 'video/mp4', 'x-media-timestamp': String(parsed.data.timestamp) };
  return { status: 200, headers, body: clip(device) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
