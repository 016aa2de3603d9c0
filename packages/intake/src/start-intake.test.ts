import { createHmac } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  exportPkcs8,
  type IncidentStatement,
  readStatement,
  siteOf,
  verifiedSigners,
} from '@porchlight/statements';
import {
  makeProgramme,
  makeService,
  policyStatement,
  signed,
  TEST_NOW,
  type TestProgramme,
} from '@porchlight/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type IntakeOptions, type RunningIntake, startIntake } from './start-intake.ts';

const SECRET = 'a-webhook-secret-of-length';
const TOKEN = 'an-eido-token-of-length';
let p: TestProgramme;
let dir: string;
let hub: FakeHub;
let open: RunningIntake[];

interface FakeHub {
  readonly url: string;
  readonly server: Server;
  readonly taken: IncidentStatement[];
  /** Answers with this status instead of taking. */
  failWith: number | undefined;
  /** Resolves when so many statements were taken. */
  until(count: number): Promise<IncidentStatement[]>;
}

/** A real HTTP server that verifies what it takes as the hub does. */
async function fakeHub(): Promise<FakeHub> {
  const taken: IncidentStatement[] = [];
  const waiting: { count: number; done: () => void }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const { envelope } = JSON.parse(Buffer.concat(chunks).toString()) as { envelope: never };
      const read = await readStatement('incident', envelope);
      const signers = await verifiedSigners(envelope, p.trust.root.intakeKeys, siteOf(p.trust.root));
      const status = self.failWith ?? (read.kind === 'ok' && signers.length === 1 ? 202 : 403);
      if (status === 202 && read.kind === 'ok') taken.push(read.value.statement);
      const type = status < 300 ? 'application/json' : 'application/problem+json';
      response.writeHead(status, { 'content-type': type }).end(JSON.stringify({ kind: 'accepted' }));
      for (const wait of waiting) if (taken.length >= wait.count) wait.done();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const self: FakeHub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    taken,
    failWith: undefined,
    until: (count) =>
      new Promise((resolve) => {
        if (taken.length >= count) resolve(taken);
        else waiting.push({ count, done: () => resolve(taken) });
      }),
  };
  return self;
}

beforeEach(async () => {
  p = await makeProgramme();
  dir = await mkdtemp(join(tmpdir(), 'porchlight-intake-'));
  hub = await fakeHub();
  open = [];
  await writeTrust();
  await writeKey(p.intake);
});
afterEach(async () => {
  await Promise.all(open.map((intake) => intake.close()));
  hub.server.closeAllConnections();
  await new Promise((done) => hub.server.close(done));
  await rm(dir, { recursive: true });
});

async function writeTrust(policy = p.envelopes.policy): Promise<void> {
  const { root, programme } = p.envelopes;
  await writeFile(
    join(dir, 'trust.json'),
    JSON.stringify({ schema: 'porchlight/trust/v1', root, programme, policy }),
  );
}

async function writeKey(
  service: { key: { raw: string }; privateKey: CryptoKey },
  use = 'intake',
): Promise<void> {
  const pkcs8 = await exportPkcs8(service.privateKey);
  const file = { schema: 'porchlight/key/v1', use, kind: 'ed25519', raw: service.key.raw, pkcs8 };
  await writeFile(join(dir, 'intake.json'), JSON.stringify(file));
}

function options(changes: Partial<IntakeOptions> = {}): IntakeOptions {
  return {
    listen: { host: '127.0.0.1', port: 0 },
    hubUrl: hub.url,
    trustFile: join(dir, 'trust.json'),
    keyFile: join(dir, 'intake.json'),
    stateDir: join(dir, 'state'),
    feeds: [{ name: 'cad', webhookSecret: SECRET, eidoToken: TOKEN }],
    now: () => TEST_NOW,
    ...changes,
  };
}

async function start(changes: Partial<IntakeOptions> = {}): Promise<RunningIntake> {
  const intake = await startIntake(options(changes));
  open.push(intake);
  return intake;
}

const CALL = {
  call: '26-1',
  nature: 'BURG',
  status: 'open',
  position: { lat: 32.3, lon: -90.18 },
  place: '100 Test Street',
  reportedAt: new Date(TEST_NOW - 1000).toISOString(),
  update: 1,
};

async function post(intake: RunningIntake, path: string, body: string, headers: Record<string, string>) {
  const response = await fetch(intake.url + path, { method: 'POST', body, headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

function webhook(intake: RunningIntake, changes: object, secret = SECRET) {
  const body = JSON.stringify({ ...CALL, ...changes });
  const t = TEST_NOW / 1000;
  const digest = createHmac('sha256', secret).update(`${t}.${body}`).digest('hex');
  return post(intake, '/webhook', body, { 'porchlight-signature': `t=${t},v1=${digest}` });
}

describe('a call', () => {
  test('is answered 202, signed, and handed to the hub with its updates in order', async () => {
    const intake = await start();
    expect(await webhook(intake, {})).toMatchObject({ status: 202, body: { kind: 'accepted' } });
    await webhook(intake, { update: 2, position: { lat: 32.31, lon: -90.18 } });
    await webhook(intake, { update: 3, status: 'closed' });
    const taken = await hub.until(3);
    expect(taken.map(({ seq, status, class: name }) => [seq, status, name])).toEqual([
      [1, 'open', 'burglary'],
      [2, 'open', 'burglary'],
      [3, 'closed', 'burglary'],
    ]);
    expect(taken[0]?.incidentId).toMatch(/^inc-[0-9a-f]{20}$/);
  });

  test('that is replayed, late or not listed makes no statement', async () => {
    const intake = await start();
    await webhook(intake, { update: 2 });
    expect((await webhook(intake, { update: 2 })).body).toMatchObject({ kind: 'known' });
    expect((await webhook(intake, { update: 1 })).body).toMatchObject({ kind: 'older' });
    expect(await webhook(intake, { call: '26-2', nature: 'NOISE' })).toMatchObject({
      status: 202,
      body: { kind: 'ineligible', reason: expect.stringContaining('nature code') },
    });
    await webhook(intake, { call: '26-3' });
    expect((await hub.until(2)).map((s) => s.seq)).toEqual([1, 1]);
  });

  test('sent many times at once is taken once', async () => {
    const intake = await start();
    const answers = await Promise.all(Array.from({ length: 20 }, () => webhook(intake, {})));
    expect(answers.filter(({ body }) => body['kind'] === 'accepted')).toHaveLength(1);
    expect(answers.filter(({ body }) => body['kind'] === 'known')).toHaveLength(19);
  });

  test('of an EIDO feed is known by its token', async () => {
    const intake = await start();
    const stamp = new Date(TEST_NOW).toISOString();
    const pos = '<p><gml:Point><gml:pos>32.3 -90.18</gml:pos></gml:Point></p>';
    const eido = JSON.stringify({
      $id: 'urn:emergency:uid:incidentid:1:psap.example.org',
      lastUpdateTimeStamp: stamp,
      eidoVersion: '1.0',
      incidentComponent: {
        incidentTypeCommonRegistryText: 'ROB',
        incidentStatusCommonRegistryText: ['Active'],
      },
      locationComponent: [
        { $id: 'l', locationTypeDescriptionRegistryText: 'CurrentIncident', locationByValue: pos },
      ],
    });
    const send = (token: string) => post(intake, '/eido', eido, { authorization: `Bearer ${token}` });
    expect(await send('a-wrong-token-of-length')).toMatchObject({
      status: 401,
      body: { code: 'not-authenticated' },
    });
    expect(await send(TOKEN)).toMatchObject({ status: 202, body: { kind: 'accepted' } });
    expect((await hub.until(1))[0]?.class).toBe('robbery');
  });
});

describe('refusals are problem+json that names the field', () => {
  test.each<[string, object, number, string, string]>([
    ['0, 0', { position: { lat: 0, lon: 0 } }, 422, 'position-zero', 'position'],
    ['an unknown status', { status: 'maybe' }, 422, 'unknown-status', 'status'],
    ['a wrong type', { update: '1' }, 400, 'malformed', 'update'],
    ['a future time', { reportedAt: '2027-01-01T00:00:00Z' }, 422, 'wrong-time', 'reportedAt'],
  ])('%s', async (_, changes, status, code, field) => {
    expect(await webhook(await start(), changes)).toMatchObject({ status, body: { status, code, field } });
  });

  test('a wrong signature, a body that is too large, another path and another method', async () => {
    const intake = await start();
    expect(await webhook(intake, {}, 'another-secret-of-length')).toMatchObject({ status: 401 });
    const large = await post(intake, '/webhook', 'x'.repeat(256 * 1024 + 1), {});
    expect(large).toMatchObject({ status: 413, body: { code: 'too-large' } });
    expect(await post(intake, '/else', '{}', {})).toMatchObject({ status: 404, body: { code: 'not-found' } });
    expect((await fetch(`${intake.url}/webhook`)).status).toBe(404);
  });
});

describe('when the hub is away', () => {
  test('reports are still answered, kept over a restart, and delivered in order afterwards', async () => {
    hub.failWith = 503;
    let intake = await start();
    await webhook(intake, {});
    await webhook(intake, { update: 2, status: 'closed' });
    await webhook(intake, { call: '26-2' });
    await intake.close();
    open = [];
    hub.failWith = undefined;
    intake = await start();
    const taken = await hub.until(3);
    const first = taken.filter((s) => s.incidentId === taken.find((x) => x.status === 'closed')?.incidentId);
    expect(first.map((s) => s.seq)).toEqual([1, 2]);
    expect((await webhook(intake, {})).body).toMatchObject({ kind: 'older' });
  });

  test('a statement it refuses for good is not sent for ever', async () => {
    hub.failWith = 422;
    const events: string[] = [];
    let refused: () => void = () => undefined;
    const seen = new Promise<void>((done) => {
      refused = done;
    });
    const intake = await start({
      log: (event) => {
        events.push(event);
        if (event === 'hub-refused') refused();
      },
    });
    await webhook(intake, {});
    await seen;
    expect(events).not.toContain('hub-unreachable');
  });
});

describe('the nature table', () => {
  test('is taken anew when the signed policy changes, and kept when it does not verify', async () => {
    const intake = await start();
    expect((await webhook(intake, { nature: 'CODE-9' })).body).toMatchObject({ kind: 'ineligible' });
    const next = policyStatement({ version: 2, natureCodes: { 'CODE-9': 'burglary' } });
    await writeTrust(await signed(next, (await makeService()).signer));
    await intake.reload();
    expect((await webhook(intake, { update: 2, nature: 'CODE-9' })).body).toMatchObject({
      kind: 'ineligible',
    });
    await writeTrust(await signed(next, p.policyService.signer));
    await intake.reload();
    expect((await webhook(intake, { update: 3, nature: 'CODE-9' })).body).toMatchObject({ kind: 'accepted' });
  });
});

describe('the start is refused, with a code and a sentence, for', () => {
  const code = async (changes: Partial<IntakeOptions>): Promise<string> =>
    startIntake(options(changes)).then(
      async (intake) => {
        await intake.close();
        return 'started';
      },
      (error: { code: string; message: string }) => {
        expect(error.message).toMatch(/^[^\n]+\.$/);
        return error.code;
      },
    );

  test.each<[string, Partial<IntakeOptions>, string]>([
    ['an address others can reach', { listen: { host: '0.0.0.0', port: 0 } }, 'insecure-address'],
    ['a hub elsewhere without TLS', { hubUrl: 'http://hub.example.org' }, 'insecure-address'],
    ['no address', { hubUrl: 'hub' }, 'option'],
    ['no feed', { feeds: [] }, 'option'],
    ['a feed without a secret', { feeds: [{ name: 'cad' }] }, 'option'],
    ['a short secret', { feeds: [{ name: 'cad', webhookSecret: 'short' }] }, 'option'],
    [
      'one secret for two feeds',
      {
        feeds: [
          { name: 'a', eidoToken: TOKEN },
          { name: 'b', eidoToken: TOKEN },
        ],
      },
      'option',
    ],
    ['no trust file', { trustFile: '/nowhere/trust.json' }, 'wrong-trust'],
    ['a folder that is a file', { stateDir: '/dev/null' }, 'state-unwritable'],
  ])('%s', async (_, changes, expected) => {
    expect(await code(changes)).toBe(expected);
  });

  test('a key that the root does not name, or one for another use', async () => {
    await writeKey(await makeService());
    expect(await code({})).toBe('wrong-key');
    await writeKey(p.intake, 'policy');
    expect(await code({})).toBe('wrong-key');
  });

  test('an occupied port and a folder in use', async () => {
    const intake = await start();
    const port = Number(new URL(intake.url).port);
    expect(await code({ listen: { host: '127.0.0.1', port }, stateDir: join(dir, 'other') })).toBe(
      'port-in-use',
    );
    expect(await code({})).toBe('state-locked');
  });
});
