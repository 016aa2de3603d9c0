import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportPkcs8, type IncidentStatement, readStatement } from '@porchlight/statements';
import { makeProgramme } from '@porchlight/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { incidentIdOf } from './call-record.ts';

const SECRET = 'a-webhook-secret-of-length';
const CHILD = `
  import { startIntake } from '@porchlight/intake';
  const intake = await startIntake(JSON.parse(process.argv[1]));
  console.log(intake.url);`;
const CALLS = 5;
const KILLS = 6;

let dir: string;
let hub: Server;
let hubUp = false;
const taken: IncidentStatement[] = [];
let config: string;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'porchlight-kill-'));
  const now = Date.now();
  const p = await makeProgramme({
    now,
    programme: { startsAt: now - 1000, endsAt: now + 1e9, issuedAt: now - 1000 },
    policy: { issuedAt: now - 1000 },
  });
  const { root, programme, policy } = p.envelopes;
  const trust = { schema: 'porchlight/trust/v1', root, programme, policy };
  const pkcs8 = await exportPkcs8(p.intake.privateKey);
  const key = { schema: 'porchlight/key/v1', use: 'intake', kind: 'ed25519', raw: p.intake.key.raw, pkcs8 };
  await writeFile(join(dir, 'trust.json'), JSON.stringify(trust));
  await writeFile(join(dir, 'intake.json'), JSON.stringify(key));
  hub = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const read = await readStatement('incident', JSON.parse(Buffer.concat(chunks).toString()).envelope);
      if (hubUp && read.kind === 'ok') taken.push(read.value.statement);
      response
        .writeHead(hubUp ? 202 : 503, { 'content-type': 'application/json' })
        .end('{"kind":"accepted"}');
    });
  }).listen(0, '127.0.0.1');
  await once(hub, 'listening');
  config = JSON.stringify({
    listen: { host: '127.0.0.1', port: 0 },
    hubUrl: `http://127.0.0.1:${(hub.address() as AddressInfo).port}`,
    trustFile: join(dir, 'trust.json'),
    keyFile: join(dir, 'intake.json'),
    stateDir: join(dir, 'state'),
    feeds: [{ name: 'cad', webhookSecret: SECRET }],
  });
});
afterAll(async () => {
  for (const child of children) await kill(child);
  hub.closeAllConnections();
  hub.close();
  await rm(dir, { recursive: true });
});

async function startChild(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', '--input-type=module', '-e', CHILD, config],
    { cwd: fileURLToPath(new URL('..', import.meta.url)), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.add(child);
  const [line] = (await once(child.stdout as never, 'data')) as [Buffer];
  return { child, url: line.toString().trim() };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** True when the update was acknowledged. */
async function report(url: string, call: number, update: number): Promise<boolean> {
  const body = JSON.stringify({
    call: `26-${call}`,
    nature: 'BURG',
    status: 'open',
    position: { lat: 32.3 + update / 1e4, lon: -90.18 },
    place: '100 Test Street',
    reportedAt: new Date().toISOString(),
    update,
  });
  const t = Math.floor(Date.now() / 1000);
  const digest = createHmac('sha256', SECRET).update(`${t}.${body}`).digest('hex');
  const headers = { 'porchlight-signature': `t=${t},v1=${digest}` };
  return fetch(`${url}/webhook`, { method: 'POST', body, headers }).then(
    (response) => response.status === 202,
    () => false,
  );
}

test('a service killed again and again loses nothing that it acknowledged, and keeps each call in order', async () => {
  const acknowledged = new Map<number, number>();
  for (let round = 0; round < KILLS; round++) {
    const { child, url } = await startChild();
    // Killed in the middle of the work: after a few acknowledgements, with others under way.
    let left = 3 + round * 4;
    await Promise.all(
      Array.from({ length: CALLS }, async (_, call) => {
        for (let update = round * 100 + 1; await report(url, call, update); update++) {
          acknowledged.set(call, update);
          if (--left === 0) child.kill('SIGKILL');
        }
      }),
    );
    await kill(child);
  }
  hubUp = true;
  const { child, url } = await startChild();
  // One more report a call: when the hub has these, it has everything before them.
  for (let call = 0; call < CALLS; call++) expect(await report(url, call, 10_000)).toBe(true);
  const last = (s: IncidentStatement): boolean => s.position.lat > 33;
  await expect.poll(() => taken.filter(last).length, { timeout: 20_000 }).toBe(CALLS);
  await kill(child);

  expect(acknowledged.size).toBe(CALLS);
  for (const [call, update] of acknowledged) {
    const statements = taken.filter((s) => s.incidentId === incidentIdOf('cad', `26-${call}`));
    // Sent again after a kill is allowed; a gap or a step back is not.
    const seqs = [...new Set(statements.map((s) => s.seq))];
    expect(seqs).toEqual(seqs.map((_, i) => i + 1));
    const reached = Math.max(...statements.filter((s) => !last(s)).map((s) => s.position.lat));
    expect(Math.round((reached - 32.3) * 1e4)).toBeGreaterThanOrEqual(update);
  }
});
