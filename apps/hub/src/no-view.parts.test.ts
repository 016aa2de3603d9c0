import type { ClerkNoView, NoViewCaseView, OwnerOverview } from '@porchlight/contract';
import { destination } from '@porchlight/domain';
import { makeProgramme, TEST_NOW, TEST_POSITION, type TestProgramme } from '@porchlight/testkit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { signInPerson } from '../test/callers.ts';
import { addOwnerAt, type NearOwner } from '../test/near-owner.ts';
import { startTestHub, type TestHub } from '../test/test-hub.ts';

const DAY_MS = 86_400_000;
const PLACE = destination(TEST_POSITION, 90, 1000);
const FORM = {
  place: 'Elm Street 4',
  position: PLACE,
  parts: ['house', 'garden'],
  words: 'the kitchen window, please',
  email: 'neighbour@example.org',
};

let programme: TestProgramme;
let hub: TestHub;
let clerk: string;

async function signInClerk(): Promise<void> {
  clerk = `porchlight_clerk=${await signInPerson(hub, 'clerk', programme.clerks[0])}`;
}

beforeAll(async () => {
  programme = await makeProgramme({ synthetic: true });
  hub = await startTestHub(programme, TEST_NOW);
  await hub.call('POST', '/api/start', { body: { roster: programme.envelopes.roster } });
  await signInClerk();
});
afterAll(() => hub.close());

interface Key {
  readonly caseNumber: string;
  readonly secret: string;
}

const post = (path: string, body: unknown, cookie?: string) =>
  hub.call('POST', path, { body, ...(cookie !== undefined && { cookie }) });
const ask = async (change: object = {}): Promise<Key> =>
  (await post('/api/no-view', { ...FORM, ...change })).body as Key;
const follow = async (key: Key): Promise<NoViewCaseView> =>
  (await post('/api/no-view/case', key)).body as NoViewCaseView;
const office = ({ caseNumber }: Key, act: string, body: unknown) =>
  post(`/api/clerk/no-view/${caseNumber}/${act}`, body, clerk);
const sendOn = (key: Key) => office(key, 'send-on', { position: PLACE, radiusM: 60 });
const overviewOf = async ({ cookie }: NearOwner): Promise<OwnerOverview> =>
  (await hub.call('GET', '/api/owner/overview', { cookie })).body as OwnerOverview;
const listed = async ({ caseNumber }: Key): Promise<ClerkNoView | undefined> => {
  const { body } = await hub.call('GET', '/api/clerk/no-view', { cookie: clerk });
  return (body as { cases: ClerkNoView[] }).cases.find((each) => each.caseNumber === caseNumber);
};

/** Until every job that is due has run. */
async function jobsDone(): Promise<void> {
  await vi.waitFor(async () => expect((await hub.hub.ports.store.vitals()).jobs.due).toBe(0), {
    timeout: 15_000,
    interval: 50,
  });
}

/** Days that the witnesses have seen, too. */
async function pass(days: number): Promise<void> {
  hub.clock.advance(days * DAY_MS);
  await vi.waitFor(
    async () => expect(await hub.hub.publicLog.vouchedTime()).toBeGreaterThan(hub.clock.now() - 60_000),
    15_000,
  );
  await signInClerk();
}

/** What one case looks like to neighbour and clerk through its life, with its own number, secret and times put aside. */
class Seen {
  readonly key: Key;
  readonly lines: string[] = [];
  constructor(key: Key) {
    this.key = key;
  }
  note(what: string, { status, body, headers }: Awaited<ReturnType<typeof post>>): void {
    const names = [...headers.keys()].filter((name) => name !== 'date').sort();
    const head = names.map((name) => `${name}: ${headers.get(name)}`);
    this.add(what, [status, JSON.stringify(body), ...head].join('\n'));
  }
  add(what: string, text: string): void {
    const plain = text
      .replaceAll(this.key.caseNumber, 'NUMBER')
      .replaceAll(this.key.secret, 'SECRET')
      .replace(/\b1\d{12}\b/g, 'TIME');
    this.lines.push(`${what}: ${plain}`);
  }
}

async function look(seen: Seen, when: string): Promise<void> {
  const { key } = seen;
  seen.note(`${when}, neighbour`, await post('/api/no-view/case', key));
  seen.add(`${when}, clerk`, JSON.stringify(await listed(key)));
  const { rows } = await hub.hub.ports.store.audit.page(null, 1000);
  const own = rows.filter(({ subject, detail }) => `${subject} ${detail}`.includes(key.caseNumber));
  seen.add(`${when}, audit`, JSON.stringify(own.map(({ actor, act, detail }) => ({ actor, act, detail }))));
}

async function begin(): Promise<Seen> {
  const answer = await post('/api/no-view', FORM);
  const seen = new Seen(answer.body as Key);
  seen.note('sent in', answer);
  await look(seen, 'received');
  seen.note('sent on', await sendOn(seen.key));
  seen.note('sent on twice', await sendOn(seen.key));
  await jobsDone();
  await look(seen, 'asked');
  return seen;
}

it('tells no total below five', async () => {
  const numbers = async () => (await hub.call('GET', '/api/no-view/numbers')).body;
  const { store } = hub.hub.ports;
  for (let n = (await store.noView.totals(hub.clock.now())).received; n < 5; n++) {
    expect(await numbers()).toEqual({ received: null, sentOn: null, ended: null });
    await ask();
  }
  expect(await numbers()).toMatchObject({ received: 5, ended: null });
});

describe('a neighbour who asks not to be filmed', () => {
  const owners: NearOwner[] = [];

  it('what the neighbour and the clerk see is the same whether no camera or five were near', async () => {
    const none = await begin();
    for (let n = owners.length; n < 5; n++)
      owners.push(await addOwnerAt(hub, n, destination(PLACE, n * 72, 20)));
    const mailsBefore = hub.mails.length;
    const five = await begin();
    expect(
      hub.mails
        .slice(mailsBefore)
        .map(({ to }) => to)
        .sort(),
    ).toEqual(owners.map((_, n) => `house-${n}@example.org`));
    const [first] = owners;
    const { asks } = await overviewOf(first as NearOwner);
    expect(asks).toMatchObject([{ place: FORM.place, cameras: [{ cameraId: 'cam-n0', answer: null }] }]);
    for (const [n, answer] of (['covered', 'not-seen', 'declined'] as const).entries()) {
      const owner = owners[n] as NearOwner;
      const [own] = (await overviewOf(owner)).asks;
      const said = { cameraId: owner.cameraId, answer };
      expect(await post(`/api/owner/asks/${own?.askId}`, said, owner.cookie)).toMatchObject({ status: 204 });
    }
    for (const seen of [none, five]) await look(seen, 'answered');
    await pass(13.9);
    for (const seen of [none, five]) await look(seen, 'just before the deadline');
    expect((await follow(five.key)).state).toBe('asked');
    await pass(0.2);
    for (const seen of [none, five]) await look(seen, 'after the deadline');
    const { askedAt, deadline, endedAt, state } = await follow(five.key);
    expect({ state, endedAt }).toEqual({ state: 'finished', endedAt: deadline });
    expect(deadline).toBe((askedAt ?? 0) + 14 * DAY_MS);
    const before = hub.mails.length;
    await hub.hub.noView.sweep();
    await jobsDone();
    for (const seen of [none, five])
      for (const { to, subject, text } of hub.mails.slice(before))
        if (subject.includes(seen.key.caseNumber)) seen.add('mail', `${to} ${subject} ${text}`);
    expect(five.lines.filter((line) => line.startsWith('mail'))).toHaveLength(1);
    expect(five.lines).toEqual(none.lines);
  });

  it('is not told by an owner’s answer or page: both end with the deadline, and no clerk’s audit holds them', async () => {
    const { rows } = await hub.hub.ports.store.audit.page(null, 1000);
    const later = rows.filter(({ act }) => act !== 'join' && act !== 'sign-in');
    for (const { ownerId } of owners)
      expect(later.filter((row) => JSON.stringify(row).includes(ownerId))).toEqual([]);
    for (const owner of owners) expect((await overviewOf(owner)).asks).toEqual([]);
  });

  it('has everything it wrote erased seven days after the end, and the case after ninety', async () => {
    const key = await ask();
    expect(await office(key, 'refuse', { reason: 'This is a street.' })).toMatchObject({ status: 204 });
    expect(await follow(key)).toMatchObject({ state: 'refused', reason: 'This is a street.' });
    await hub.hub.noView.sweep();
    await jobsDone();
    expect(hub.mails.at(-1)?.text).toContain('The office writes: This is a street.');
    await pass(8);
    await hub.hub.noView.sweep();
    expect(await follow(key)).toMatchObject({ state: 'refused', place: '', reason: '' });
    const held = await hub.hub.ports.store.noView.get(key.caseNumber as never);
    expect(held).toMatchObject({ email: '', words: '', position: null, parts: [] });
    await pass(83);
    await hub.hub.noView.sweep();
    expect(await post('/api/no-view/case', key)).toMatchObject({ status: 404 });
  });

  it('takes the request back with the link, and what was written is erased at once', async () => {
    const key = await ask();
    await sendOn(key);
    await jobsDone();
    const [owner] = owners;
    const joined = await hub.hub.ports.store.noView.asksOf((owner as NearOwner).ownerId, hub.clock.now());
    expect(joined).toHaveLength(1);
    expect(await post('/api/no-view/withdraw', key)).toMatchObject({ status: 204 });
    expect(await follow(key)).toMatchObject({ state: 'withdrawn', place: '' });
    expect(await hub.hub.ports.store.noView.asksOf((owner as NearOwner).ownerId, hub.clock.now())).toEqual(
      [],
    );
    expect(await post('/api/no-view/withdraw', key)).toMatchObject({ status: 409 });
  });

  it('a wrong secret and a number that does not exist are answered alike', async () => {
    const key = await ask();
    const secret = `${key.secret.startsWith('A') ? 'B' : 'A'}${key.secret.slice(1)}`;
    const wrong = await post('/api/no-view/case', { ...key, secret });
    const unknown = await post('/api/no-view/case', { ...key, caseNumber: 'N-ZZZZ-ZZZZ' });
    expect(wrong.status).toBe(404);
    expect(wrong.body).toEqual(unknown.body);
  });
});

describe('the form', () => {
  it('names the field that has to be mended', async () => {
    for (const [change, field] of [
      [{ place: ' \u202e ' }, 'place'],
      [{ place: 'x'.repeat(201) }, 'place'],
      [{ words: 'x'.repeat(501) }, 'words'],
      [{ parts: [], words: '' }, 'parts'],
      [{ email: 'nobody' }, 'email'],
      [{ position: { lat: 91, lon: 0 } }, 'position.lat'],
    ] as const)
      expect(await post('/api/no-view', { ...FORM, ...change })).toMatchObject({
        status: 400,
        body: { field },
      });
  });

  it('keeps text on one line without marks that turn it round, and takes markup as mere text', async () => {
    const key = await ask({ place: 'Elm\r\nStreet \u202e4<b>', words: 'a\u2028b' });
    expect(await listed(key)).toMatchObject({ place: 'Elm Street  4<b>', words: 'a b' });
  });

  it('is not read when it is longer than eight kilobytes', async () => {
    expect(await post('/api/no-view', { ...FORM, words: 'x'.repeat(9000) })).toMatchObject({ status: 413 });
  });
});
