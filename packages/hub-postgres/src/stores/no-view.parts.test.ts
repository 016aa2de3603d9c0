import type { CameraId, GatewayId, OwnerId } from '@porchlight/domain';
import type { NewNoViewCase } from '@porchlight/hub-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { household, PLACE } from '../testing/fixtures.ts';
import { openTemporaryStore, type TemporaryStore } from '../testing/temporary-store.ts';

type CaseNumber = NewNoViewCase['caseNumber'];

let temporary: TemporaryStore;
beforeAll(async () => {
  temporary = await openTemporaryStore();
  await household(temporary.store, 'box', { 'own-1': ['cam-1', 'cam-2'], 'own-2': ['cam-3'] }, 1);
});
afterAll(() => temporary.close());

const OVER = 1000;
const numbered = (n: number) => `N-AAAA-AAA${n}` as CaseNumber;
const askId = (n: number) => `ask-${n}`;

async function received(
  n: number,
  change: { receivedAt?: number; email?: string } = {},
): Promise<CaseNumber> {
  const caseNumber = numbered(n);
  await temporary.store.noView.create({
    ...{ caseNumber, secretHash: `hash-${n}`, place: `Elm Street ${n}`, position: null, parts: ['house'] },
    ...{ words: 'the kitchen', email: 'n@example.org', receivedAt: n, overAt: OVER, ...change },
  });
  return caseNumber;
}

async function sentOn(n: number): Promise<CaseNumber> {
  const caseNumber = await received(n);
  await temporary.store.noView.sendOn(caseNumber, { at: 20, overAt: 500, position: PLACE, radiusM: 60 });
  return caseNumber;
}

const ask = (n: number, ownerId: string, cameraIds: readonly string[]) => ({
  askId: askId(n),
  ownerId: ownerId as OwnerId,
  cameraIds: cameraIds as CameraId[],
});

test('a case is sent on once, by one of many, and only while the office has it', async () => {
  const { noView } = temporary.store;
  const caseNumber = await received(2);
  expect(await noView.get(caseNumber)).toMatchObject({ position: null, sentOnAt: null, overAt: OVER });
  const change = { at: 20, overAt: 500, position: PLACE, radiusM: 60 };
  const sent = await Promise.all(Array.from({ length: 5 }, () => noView.sendOn(caseNumber, change)));
  expect(sent.filter(Boolean)).toHaveLength(1);
  expect(await noView.get(caseNumber)).toMatchObject({ position: PLACE, radiusM: 60, overAt: 500 });
  expect(await noView.end(caseNumber, { as: 'refused', at: 30, reason: 'late' })).toBe(false);
  expect(await noView.sendOn(numbered(9), change)).toBe(false);
});

test('it is refused while the office has it, closed once it was sent on, and ends once', async () => {
  const { noView } = temporary.store;
  const caseNumber = await received(3);
  expect(await noView.end(caseNumber, { as: 'closed', at: 30, reason: 'no' })).toBe(false);
  expect(await noView.end(caseNumber, { as: 'refused', at: OVER, reason: 'late' })).toBe(false);
  expect(await noView.end(caseNumber, { as: 'refused', at: 30, reason: 'no' })).toBe(true);
  expect(await noView.end(caseNumber, { as: 'withdrawn', at: 31, reason: '' })).toBe(false);
  expect(await noView.get(caseNumber)).toMatchObject({ endedAs: 'refused', endedAt: 30, reason: 'no' });
});

test('an owner is asked once a case, answers for own cameras alone, and until the deadline', async () => {
  const { noView } = temporary.store;
  const caseNumber = await sentOn(4);
  const asks = [ask(1, 'own-1', ['cam-1', 'cam-2']), ask(2, 'own-2', ['cam-3'])];
  expect(await noView.addAsks(caseNumber, asks)).toEqual(asks);
  expect(await noView.addAsks(caseNumber, [ask(7, 'own-1', ['cam-1'])])).toEqual([]);
  const own = { ownerId: 'own-1' as OwnerId, askId: askId(1), cameraId: 'cam-2' as CameraId };
  expect(await noView.answer(own, 'declined', 499)).toBe(true);
  expect(await noView.answer(own, 'covered', 500)).toBe(false);
  expect(await noView.answer({ ...own, ownerId: 'own-2' as OwnerId }, 'covered', 499)).toBe(false);
  expect(await noView.answer({ ...own, cameraId: 'cam-3' as CameraId }, 'covered', 499)).toBe(false);
  expect(await noView.asksOf('own-1' as OwnerId, 499)).toEqual([
    {
      ...{ askId: askId(1), ownerId: 'own-1', place: 'Elm Street 4', parts: ['house'], words: 'the kitchen' },
      ...{ sentOnAt: 20, overAt: 500 },
      cameras: [
        { cameraId: 'cam-1', answer: null },
        { cameraId: 'cam-2', answer: 'declined' },
      ],
    },
  ]);
  expect(await noView.asksOf('own-1' as OwnerId, 500)).toEqual([]);
  await noView.end(caseNumber, { as: 'closed', at: 400, reason: '' });
  expect(await noView.ask(askId(1), 401)).toBeUndefined();
  expect(await noView.addAsks(caseNumber, [ask(8, 'own-3', [])])).toEqual([]);
});

test('what the neighbour wrote and the asks are forgotten, then the case is erased and still counted', async () => {
  const { noView } = temporary.store;
  const caseNumber = await sentOn(5);
  await noView.addAsks(caseNumber, [ask(3, 'own-1', ['cam-1'])]);
  const before = await noView.totals(600);
  await noView.forget(499);
  expect(await noView.get(caseNumber)).toMatchObject({ place: 'Elm Street 5', email: 'n@example.org' });
  await noView.forget(500);
  expect(await noView.get(caseNumber)).toMatchObject({
    ...{ place: '', words: '', email: '', position: null, parts: [], reason: '', sentOnAt: 20, overAt: 500 },
  });
  expect(await noView.addAsks(caseNumber, [ask(4, 'own-1', ['cam-1'])])).toEqual([]);
  await noView.erase(500);
  expect(await noView.get(caseNumber)).toBeUndefined();
  expect(await noView.totals(600)).toEqual(before);
});

test('a neighbour with an address is told once, after the end', async () => {
  const { noView } = temporary.store;
  const told = await received(6);
  await received(7, { email: '' });
  await noView.end(told, { as: 'refused', at: 700, reason: 'no' });
  expect(await noView.takeUntold(699, 10)).not.toContain(told);
  const taken = await Promise.all([noView.takeUntold(700, 10), noView.takeUntold(700, 10)]);
  expect(taken.flat().filter((caseNumber) => caseNumber === told)).toHaveLength(1);
  expect(await noView.takeUntold(OVER, 10)).toEqual([]);
});

test('the office is shown what waits first', async () => {
  const { noView } = temporary.store;
  const old = await received(8, { receivedAt: 1 });
  await sentOn(9);
  expect((await noView.list(30, 2)).map((each) => each.caseNumber)).toEqual([numbered(7), old]);
  expect(await noView.waiting(30)).toBe(2);
  expect(await noView.waiting(OVER)).toBe(0);
});

test('an owner who was asked can leave the box: the cameras go, and the page still opens', async () => {
  const { gateways, noView } = temporary.store;
  const [box, owner] = ['box-left' as GatewayId, 'own-9' as OwnerId];
  await household(temporary.store, box, { [owner]: ['cam-9'] }, 50);
  const caseNumber = await sentOn(99);
  await noView.addAsks(caseNumber, [ask(99, owner, ['cam-9'])]);
  await gateways.leave(box, owner, 30);
  await gateways.left(box, owner);
  expect(await noView.asksOf(owner, 499)).toMatchObject([{ askId: askId(99), cameras: [] }]);
});
