import { NODE_LEASE_MS } from '@porchlight/contract';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { movedClock, SILENT } from '../log/testing/memory-log.ts';
import type { NodeStore } from '../store/node-store.ts';
import { Lead } from './lead.ts';

/** The one row of the lead, and a database that can be silent. */
let row: { lead: string | null; silent: boolean };
let clock: ReturnType<typeof movedClock>;
let leads: Lead[];
let cutOff: string[];
let told: string[];

beforeEach(() => {
  row = { lead: null, silent: false };
  clock = movedClock();
  leads = [];
  cutOff = [];
  told = [];
});
afterEach(async () => {
  const closing = row.silent ? [] : leads.map((lead) => lead.close());
  await Promise.all(closing);
});

function store(self: string): NodeStore {
  return {
    self,
    async beat(_address, _leaseMs, mayLead) {
      if (row.silent) return new Promise(() => undefined);
      if (mayLead) row.lead ??= self;
      return { others: [], lead: row.lead };
    },
    async takeLead(from) {
      if (row.lead !== from) return false;
      row.lead = self;
      return true;
    },
    async leave() {
      if (row.lead === self) row.lead = null;
    },
    news: async () => [],
    orphans: async () => [],
    sweep: async () => undefined,
  };
}

async function begin(self: string): Promise<Lead> {
  const lead = new Lead({
    store: store(self),
    clock,
    log: SILENT,
    address: 'http://127.0.0.1:1',
    onBeat: () => undefined,
    onLead: async (now) => void told.push(`${self} ${now ? 'leads' : 'ends'}`),
    onCutOff: () => void cutOff.push(self),
  });
  leads.push(lead);
  await lead.begin();
  return lead;
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test('the first leads, the second does not', async () => {
  const [a, b] = [await begin('a'), await begin('b')];
  expect([a.leads, b.leads]).toEqual([true, false]);
});

test('when the link to the one that leads breaks, another leads at once, and the first learns it with its next beat', async () => {
  const [a, b] = [await begin('a'), await begin('b')];
  b.lost('a');
  await settled();
  a.beat();
  await settled();
  expect([a.leads, b.leads]).toEqual([false, true]);
  expect(told).toEqual(['a leads', 'b leads', 'a ends']);
});

test('a link to another that does not lead changes nothing', async () => {
  const [a, b] = [await begin('a'), await begin('b')];
  a.lost('b');
  await settled();
  expect([a.leads, b.leads]).toEqual([true, false]);
});

test('who has resigned does not lead again, not even alone', async () => {
  const a = await begin('a');
  await a.resign();
  a.beat();
  await settled();
  expect([a.leads, row.lead]).toEqual([false, null]);
});

test('a database that hangs for a lease cuts the hub off, once, without an answer', async () => {
  const a = await begin('a');
  row.silent = true;
  a.beat();
  clock.advance(NODE_LEASE_MS - 500);
  a.beat();
  expect([cutOff, a.leads]).toEqual([[], true]);
  clock.advance(1000);
  a.beat();
  a.beat();
  expect([cutOff, a.leads]).toEqual([['a'], false]);
});

test('a process that was stopped for longer than its lease is cut off before it goes on', async () => {
  const a = await begin('a');
  clock.advance(NODE_LEASE_MS + 1000);
  a.beat();
  expect(cutOff).toEqual(['a']);
  await settled();
  expect(a.leads).toBe(true);
});
