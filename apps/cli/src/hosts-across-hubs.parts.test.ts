import type { ChildProcess } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { meSchema, type OwnerOverview, ownerOverviewSchema } from '@porchlight/contract';
import type { OwnerId } from '@porchlight/domain';
import { programmeIdSchema } from '@porchlight/statements';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { killProcess, startHostProcess } from '../test/host-process.ts';
import { startTwoHubs, type TwoHubs } from '../test/two-hubs.ts';
import { waitFor } from '../test/wait-for.ts';
import { type Joining, joinHost } from './client/hosted-owner.ts';
import { makePersona } from './client/persona.ts';
import { SiteClient } from './client/site-client.ts';

const HOST = '/api/host/control';
const OWNER = '/api/owner';

let two: TwoHubs;
let host: ChildProcess;
let owners = 0;

beforeAll(async () => {
  two = await startTwoHubs();
  host = await startHostProcess(two);
});
afterAll(async () => {
  if (host) await killProcess(host);
  await two?.close();
});

/** The host and the boxes it runs come to that hub, owners to the other: no connection from before is left to be used again. */
async function hostAt(index: number): Promise<void> {
  two.proxy.rule = (path) => (path.startsWith(HOST) || path.startsWith('/api/gateway') ? index : 1 - index);
  two.proxy.drop('/');
  await waitFor('the host to hang up', () => two.proxy.where(HOST).length === 0);
  await waitFor('the host to come', () => two.proxy.where(HOST).length === 1);
}

/** Fails when host or owners were not where they should have been. */
function expectHostAt(index: number): void {
  expect([two.proxy.where(HOST), [...new Set(two.proxy.where(OWNER))]]).toEqual([[index], [1 - index]]);
}

/** A resident with a phone, at whichever hub owners go to. */
async function arrive(): Promise<Joining> {
  const persona = await makePersona('owner', `hosted-${++owners}`, `House ${20 + owners}`);
  const client = new SiteClient(two.origin, 'owner');
  const post = { name: persona.name, email: '', key: { kind: 'software', key: persona.key } };
  const { id } = await client.post(`${OWNER}/join`, post, meSchema);
  return { client, programme: programmeIdSchema.parse('demo-town'), ownerId: id as OwnerId, persona };
}

const folders = () => readdirSync(join(two.dir, 'host', 'owners'));

/** What the owner's open page was shown, the newest last. */
async function openPage({ client }: Joining): Promise<{ shown: OwnerOverview[]; close(): void }> {
  const shown: OwnerOverview[] = [];
  const url = `${two.origin.replace('http', 'ws')}${OWNER}/events`;
  const socket = new WebSocket(url, { headers: client.headers() });
  socket.on('message', (data) => shown.push(ownerOverviewSchema.parse(JSON.parse(String(data)))));
  await waitFor('the page', () => shown.length > 0);
  return { shown, close: () => socket.close() };
}

test('an owner at one hub joins a host that is connected to the other, and leaves it again: the page hears when nothing is left', async () => {
  await hostAt(0);
  const owner = await arrive();
  const { gatewayId } = await joinHost(owner, two.host);
  expect(folders()).toHaveLength(1);
  const { shown, close } = await openPage(owner);
  expect(shown.at(-1)?.gateways).toMatchObject([{ gatewayId, online: true, hosted: true }]);
  // It holds still, so that what the page is told of the leaving and of its end are two things.
  host.kill('SIGSTOP');
  await owner.client.send('POST', `${OWNER}/boxes/${gatewayId}/leave`);
  await waitFor('the box to go from the page', () => shown.at(-1)?.gateways.length === 0);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const told = shown.length;
  expect(folders()).toHaveLength(1);
  host.kill('SIGCONT');
  await waitFor('the folder to go', () => folders().length === 0);
  await waitFor('the page to be told', () => shown.length > told, 2000);
  expectHostAt(0);
  close();
});

test('the hub of a host is killed: who waits for the host is told at once, and is taken in when it is at the other', async () => {
  await hostAt(0);
  await joinHost(await arrive(), two.host);
  const owner = await arrive();
  const path = `${OWNER}/hosts/${two.host.hostId}/take-in`;
  host.kill('SIGSTOP');
  let told: unknown;
  void owner.client.send('POST', path, { code: { enc: 'AAAA', sealed: 'AAAA' } }).catch((error: unknown) => {
    told = error;
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(told).toBeUndefined();
  expectHostAt(0);
  await killProcess(two.hubs[0] as ChildProcess);
  await waitFor('the answer', () => told !== undefined, 2000);
  expect(told).toMatchObject({ code: 'host-offline' });
  host.kill('SIGCONT');
  await joinHost(owner, two.host);
  await two.start(0);
});

test('a host is found from a hub that started after it had connected, and, when it moves there, from the one it left', async () => {
  await hostAt(1);
  await killProcess(two.hubs[0] as ChildProcess);
  await two.start(0);
  await joinHost(await arrive(), two.host);
  expectHostAt(1);
  await hostAt(0);
  await joinHost(await arrive(), two.host);
  expectHostAt(0);
});
