import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { type Delivered, sendToHub, startDelivery } from './delivery.ts';
import type { Pending } from './outbox.ts';

const pending = (n: number): Pending => ({ n, envelope: { payloadType: 't', payload: '', signatures: [] } });
const TAKEN: Delivered = { kind: 'taken', answer: 'accepted' };

/** A delivery whose hub does what `hub` says, and a promise of the first `count` settlements in order. */
function deliver(hub: (n: number) => Promise<Delivered>, count: number) {
  const settled: number[] = [];
  let finish: (order: number[]) => void;
  const done = new Promise<number[]>((resolve) => {
    finish = resolve;
  });
  const delivery = startDelivery({
    send: (item) => hub(item.n),
    settled: (item) => {
      settled.push(item.n);
      if (settled.length === count) finish(settled);
    },
    unreachable: () => undefined,
    random: () => 0,
  });
  return { delivery, done };
}

test('delivers in order within an incident, whatever another one does', async () => {
  let release: (value: Delivered) => void = () => undefined;
  const slow = new Promise<Delivered>((resolve) => {
    release = resolve;
  });
  const { delivery, done } = deliver(async (n) => (n === 1 ? slow : TAKEN), 4);
  delivery.add('a', pending(1));
  delivery.add('a', pending(2));
  delivery.add('b', pending(3));
  delivery.add('b', pending(4));
  setTimeout(() => release(TAKEN), 20);
  expect(await done).toEqual([3, 4, 1, 2]);
  expect(delivery.waiting).toBe(0);
  await delivery.close();
});

test('sends again until the hub answers, still in order', async () => {
  const tries: number[] = [];
  const { delivery, done } = deliver(async (n) => {
    tries.push(n);
    return tries.length < 4 ? { kind: 'unreachable', detail: 'down' } : TAKEN;
  }, 2);
  delivery.add('a', pending(1));
  delivery.add('a', pending(2));
  expect(await done).toEqual([1, 2]);
  expect(tries).toEqual([1, 1, 1, 1, 2]);
  await delivery.close();
});

test('a statement that the hub refuses for good does not hold up the next', async () => {
  const { delivery, done } = deliver(async (n) => (n === 1 ? { kind: 'refused', detail: 'no' } : TAKEN), 2);
  delivery.add('a', pending(1));
  delivery.add('a', pending(2));
  expect(await done).toEqual([1, 2]);
  await delivery.close();
});

test('closing abandons what is under way and settles nothing afterwards', async () => {
  let settledAfter = false;
  const delivery = startDelivery({
    send: (_, signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(TAKEN), { once: true })),
    settled: () => {
      settledAfter = true;
    },
    unreachable: () => undefined,
    random: () => 0,
  });
  delivery.add('a', pending(1));
  await delivery.close();
  expect(settledAfter).toBe(false);
  expect(delivery.waiting).toBe(1);
});

test('a statement that the hub does not answer ends with the intake', async () => {
  let answers = true;
  const hub = createServer((_, response) => {
    if (answers) response.end(JSON.stringify({ kind: 'accepted' }));
  }).listen(0, '127.0.0.1');
  await once(hub, 'listening');
  const send = sendToHub(new URL(`http://127.0.0.1:${(hub.address() as AddressInfo).port}`));
  const stop = new AbortController();
  expect(await send(pending(1), stop.signal)).toEqual(TAKEN);
  answers = false;
  const unanswered = send(pending(2), stop.signal);
  await once(hub, 'request');
  stop.abort();
  expect((await unanswered).kind).toBe('unreachable');
  expect((await send(pending(3), stop.signal)).kind).toBe('unreachable');
  hub.closeAllConnections();
  hub.close();
});
