import {
  loadTownClips,
  type RingDevice,
  type RingLimits,
  type RingService,
  startRingService,
} from '@porchlight/town';

export const DOORBELL: RingDevice = {
  id: 'ava1.ring.device.DOORBELL',
  name: 'Front door',
  power: 'battery',
  mount: '/cam-07/sub',
};
export const FLOODLIGHT: RingDevice = {
  id: 'ava1.ring.device.FLOOD',
  name: 'Yard',
  power: 'mains',
  mount: '/cam-08/sub',
};

export const PARTNER = {
  clientId: 'client',
  clientSecret: 'secret',
  hmacKey: 'hmac-key',
  appName: 'Porchlight',
};
export const ACCOUNT = {
  id: 'ava1.ring.account.HOUSE',
  name: 'House',
  devices: [DOORBELL, FLOODLIGHT],
};

/** The simulated service with one house: a doorbell on battery and a light on mains. */
export function startLiveService(limits: Partial<RingLimits> = {}): Promise<RingService> {
  return startRingService({
    accounts: [ACCOUNT],
    partner: PARTNER,
    clips: loadTownClips({ startsAt: undefined }),
    limits,
  });
}

/** Shares the devices and exchanges the code as a partner would; returns a bearer token. */
export async function linkedToken(service: RingService): Promise<string> {
  const { createServer } = await import('node:http');
  let code = '';
  const partner = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      code = new URLSearchParams(body).get('code') ?? '';
      response.end();
    });
  });
  await new Promise<void>((resolve) => partner.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(partner.address() as { port: number }).port}`;
  service.register({
    tokenExchangeUrl: `${base}/token`,
    webhookUrl: `${base}/webhook`,
    accountLinkUrl: `${base}/link`,
  });
  const body = new URLSearchParams(ACCOUNT.devices.map(({ id }) => ['device', id]));
  const allowed = await fetch(`${service.appPage(ACCOUNT.id)}/allow`, {
    method: 'POST',
    body,
    redirect: 'manual',
  });
  const nonce = new URL(allowed.headers.get('location') ?? '').searchParams.get('nonce');
  const token = await fetch(`${service.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: PARTNER.clientId,
      client_secret: PARTNER.clientSecret,
      code,
    }),
  });
  const { access_token } = (await token.json()) as { access_token: string };
  for (const [method, sent] of [
    ['POST', { nonce }],
    ['PATCH', { status: 'completed' }],
  ] as const)
    await fetch(`${service.url}/v1/accounts/me/app-integrations`, {
      method,
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify(sent),
    });
  partner.closeAllConnections();
  partner.close();
  return access_token;
}

export const whepUrl = (service: RingService, device: RingDevice): string =>
  `${service.url}/v1/devices/${device.id}/media/streaming/whep/sessions`;
