import { randomBytes } from 'node:crypto';
import { type RingService, startRingService, type Town, type TownPlan } from '@porchlight/town';
import { CliError } from '../cli-error.ts';
import { freePort } from './free-port.ts';

/** The house whose own camera is registered only: its doorbell shows what that camera sees. */
const HOUSE_CAMERA = 'cam-13';

/** A Ring doorbell at one house of the town, on a simulated service; its owner may link it from the owner's page. */
export interface RingDoorbell {
  readonly service: RingService;
  /** The box that takes part in Ring, and what it is told about it. */
  readonly gatewayId: string;
  readonly env: Readonly<Record<string, string>>;
  /** The town camera of the house it hangs on. */
  readonly townCamera: string;
  close(): Promise<void>;
}

/** Starts the simulated service before the gateways, so that one of them can be given its part in it. */
export async function startRingDoorbell(plan: TownPlan, town: Town, origin: string): Promise<RingDoorbell> {
  const camera = plan.cameras.find(({ id }) => id === HOUSE_CAMERA);
  const owner = plan.owners.find(({ id }) => id === camera?.ownerId);
  if (camera === undefined || owner === undefined)
    throw new CliError('plan', `the town has no ${HOUSE_CAMERA}`);
  const partner = {
    clientId: 'porchlight-demo',
    clientSecret: randomBytes(24).toString('base64url'),
    hmacKey: randomBytes(24).toString('base64url'),
    appName: 'Porchlight (demo)',
  };
  const accountId = 'ava1.ring.account.DEMOHOUSE';
  const service = await startRingService({
    partner,
    clips: town.clips,
    accounts: [
      {
        id: accountId,
        name: owner.name,
        devices: [
          {
            id: 'ava1.ring.device.DEMODOORBELL',
            name: 'Front doorbell',
            power: 'mains',
            mount: `/${HOUSE_CAMERA}/main`,
          },
        ],
      },
    ],
  });
  const listen = `127.0.0.1:${await freePort()}`;
  service.register({
    tokenExchangeUrl: `http://${listen}/ring/token`,
    webhookUrl: `http://${listen}/ring/webhook`,
    accountLinkUrl: `${origin}/owner`,
  });
  return {
    service,
    gatewayId: camera.gatewayId,
    townCamera: HOUSE_CAMERA,
    env: {
      PORCHLIGHT_RING_CLIENT_ID: partner.clientId,
      PORCHLIGHT_RING_CLIENT_SECRET: partner.clientSecret,
      PORCHLIGHT_RING_HMAC_KEY: partner.hmacKey,
      PORCHLIGHT_RING_APP_URL: service.appPage(accountId),
      PORCHLIGHT_RING_API_URL: service.url,
      PORCHLIGHT_RING_TOKEN_URL: `${service.url}/oauth/token`,
      PORCHLIGHT_RING_LISTEN: listen,
    },
    close: () => service.close(),
  };
}
