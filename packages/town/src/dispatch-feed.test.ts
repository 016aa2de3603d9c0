import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebhookCall, webhookCallSchema } from '@porchlight/contract';
import { distanceM } from '@porchlight/domain';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Burglary, TownError } from './burglary.ts';
import { sendCall } from './dispatch-feed.ts';
import { startOrdinaryDay } from './ordinary-day.ts';
import { LOOP_MS, type ScenarioSwitch } from './town-clips.ts';
import { townPlan } from './town-plan.ts';

const plan = townPlan();
const SECRET = 'a secret for this test';
let server: Server;
let taken: WebhookCall[];
let intakeUrl: string;
let status: number;

beforeEach(async () => {
  taken = [];
  status = 202;
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const [, t = '', v1 = ''] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(request.headers['porchlight-signature'])) ?? [];
    const good = createHmac('sha256', SECRET).update(`${t}.${body}`).digest('hex') === v1;
    if (good) taken.push(webhookCallSchema.parse(JSON.parse(body)));
    response.writeHead(good ? status : 401).end(JSON.stringify({ kind: 'accepted', incidentId: 'inc-1' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  intakeUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
});

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setImmediate(resolve));
}

function burglaryAt(now: () => number): { burglary: Burglary; scenario: ScenarioSwitch } {
  const scenario: ScenarioSwitch = { startsAt: undefined };
  return {
    scenario,
    burglary: new Burglary({ plan, scenario, intakeUrl, webhookSecret: SECRET, now, run: 'T1' }),
  };
}

describe('the dispatch feed', () => {
  it('reports the burglary once, starts the scenario at a loop’s beginning, and closes with a later update', async () => {
    const { burglary, scenario } = burglaryAt(Date.now);
    const [first, second] = [await burglary.report(), await burglary.report()];
    expect(first).toEqual({ incidentId: 'inc-1' });
    expect(second).toEqual(first);
    expect((scenario.startsAt ?? 1) % LOOP_MS).toBe(0);
    await burglary.closeIncident();
    expect(scenario.startsAt).toBeUndefined();
    expect(taken.map(({ status: s, update, nature }) => [s, update, nature])).toEqual([
      ['open', 1, 'BURG-IP'],
      ['closed', 2, 'BURG-IP'],
    ]);
    await expect(burglary.closeIncident()).rejects.toThrow(TownError);
  });

  it('sends positions that follow the runner, each with a higher update', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let now = LOOP_MS * 10 - 1_500;
    const { burglary } = burglaryAt(() => now);
    await burglary.report();
    now = LOOP_MS * 10 + 30_000;
    vi.advanceTimersByTime(5_500);
    vi.useRealTimers();
    await until(() => taken.length >= 2);
    burglary.close();
    const [report, moved] = taken as [WebhookCall, WebhookCall];
    expect(moved.update).toBe(2);
    expect(moved.call).toBe(report.call);
    expect(distanceM(moved.position, report.position)).toBeGreaterThan(100);
    expect(moved.place).toMatch(/^\p{Lu}.* \d+, on foot$/u);
  });

  it('says so when intake refuses, and leaves the cameras alone', async () => {
    status = 503;
    const { burglary, scenario } = burglaryAt(Date.now);
    await expect(burglary.report()).rejects.toThrow('503');
    expect([scenario.startsAt, burglary.incidentId]).toEqual([undefined, undefined]);
    const call = { ...taken[0] } as WebhookCall;
    expect((await sendCall({ intakeUrl, webhookSecret: 'wrong' }, call, Date.now())).kind).toBe('failed');
    expect((await sendCall({ intakeUrl: 'http://127.0.0.1:1', webhookSecret: SECRET }, call, 0)).kind).toBe(
      'failed',
    );
  });

  it('plays an ordinary day: calls come and close again, faster with speed', async () => {
    const day = startOrdinaryDay({
      intakeUrl,
      webhookSecret: SECRET,
      calls: plan.ordinaryCalls,
      speed: 20_000,
      now: Date.now,
      run: 'T2',
    });
    await until(() => taken.filter((call) => call.status === 'closed').length > 3);
    day.close();
    expect(taken.length).toBeGreaterThan(7);
    expect(taken.every((call) => call.nature !== 'BURG-IP')).toBe(true);
    expect(day.failed()).toBe(0);
  });
});
