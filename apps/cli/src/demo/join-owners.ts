import { type HostEntry, programmeIdSchema } from '@porchlight/statements';
import { rtspUrl, type TownOwner, type TownPlan } from '@porchlight/town';
import { CliError } from '../cli-error.ts';
import { makePersona } from '../client/persona.ts';
import {
  type CameraToJoin,
  hostedBox,
  type JoinedOwner,
  joinOwner,
  ownBox,
  type Place,
} from './enrol-owner.ts';
import type { DemoGateways } from './gateways.ts';
import { HOSTED_OWNER } from './town-host.ts';

/** Ends before the 45-day pilot does. */
const CONSENT_MS = 44 * 86_400_000;

/** Where the town's owners may hang their cameras. */
export interface Places {
  readonly gateways: DemoGateways;
  readonly host: HostEntry;
}

/** Signs every owner of the plan up, one after another at each place. */
export async function joinOwners(
  plan: TownPlan,
  origin: string,
  rtspPort: number,
  { gateways, host }: Places,
  onProgress: (done: number, all: number) => void,
): Promise<JoinedOwner[]> {
  const joined: JoinedOwner[] = [];
  const programme = programmeIdSchema.parse('demo-town');
  const joinAll = async (owners: readonly TownOwner[], place: Place): Promise<void> => {
    for (const owner of owners) {
      const persona = await makePersona('owner', owner.id, owner.name);
      const email = `${owner.id}@demo.invalid`;
      joined.push(
        await joinOwner(origin, programme, persona, email, place, camerasOf(plan, owner, rtspPort)),
      );
      onProgress(joined.length, plan.owners.length);
    }
  };
  const hosted = plan.owners.filter((owner) => owner.id === HOSTED_OWNER);
  await Promise.all([
    joinAll(hosted, hostedBox(host)),
    ...plan.gateways.map((gateway) => {
      const local = gateways.local.get(gateway.id);
      if (local === undefined) throw new CliError('start', `no gateway ${gateway.id}`);
      const owners = plan.owners.filter((o) => o.gatewayId === gateway.id && o.id !== HOSTED_OWNER);
      return joinAll(owners, ownBox(local, gateway.name));
    }),
  ]);
  return joined;
}

function camerasOf(plan: TownPlan, owner: TownOwner, rtspPort: number): CameraToJoin[] {
  const now = Date.now();
  return plan.cameras
    .filter((camera) => camera.ownerId === owner.id)
    .map((camera) => {
      const consent = plan.consents.find((c) => c.cameraId === camera.id);
      const place = (stream: 'main' | 'sub'): string =>
        withoutCredentials(rtspUrl(plan, camera.id, stream, { host: '127.0.0.1', port: rtspPort }));
      return {
        townCamera: camera.id,
        label: camera.label,
        mainUrl: place('main'),
        subUrl: place('sub'),
        username: camera.id,
        password: plan.rtspUsers[camera.id] ?? '',
        terms:
          consent === undefined
            ? null
            : {
                tier: consent.tier,
                classes: [...consent.classes],
                radiusM: consent.radiusM,
                hours: consent.hours,
                from: now,
                until: now + CONSENT_MS,
                pose: camera.pose,
              },
      };
    });
}

function withoutCredentials(text: string): string {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url.href;
}
