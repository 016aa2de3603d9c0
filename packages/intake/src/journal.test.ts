import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openJournal, readJournal } from './journal.ts';
import { openOutbox } from './outbox.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'porchlight-outbox-'));
});
afterEach(() => rm(dir, { recursive: true }));
const path = () => join(dir, 'outbox.jsonl');

const record = (update: number, takenAt = 0) => ({
  incidentId: 'inc-1' as never,
  update,
  status: 'open' as const,
  nature: 'BURG',
  class: 'burglary' as const,
  seq: update,
  attested: 'open' as const,
  position: { lat: 1, lon: 2 },
  place: '',
  reportedAt: 0,
  takenAt,
});
const envelope = (payload: string) => ({ payloadType: 't', payload, signatures: [] });

describe('the journal', () => {
  test('keeps lines in order, over openings and rewritings', async () => {
    let journal = await openJournal(path(), ['a']);
    await Promise.all([journal.add('b'), journal.add('c')]);
    await journal.rewrite(() => ['abc']);
    await journal.add('d');
    await journal.close();
    expect(await readJournal(path())).toEqual(['abc', 'd']);
    journal = await openJournal(path(), await readJournal(path()));
    await journal.add('e');
    await journal.close();
    expect(await readJournal(path())).toEqual(['abc', 'd', 'e']);
    expect((await stat(path())).mode & 0o777).toBe(0o600);
  });

  test('forgets a last line that was torn, and nothing before it', async () => {
    await writeFile(path(), 'a\nb\n{"t":"ca');
    expect(await readJournal(path())).toEqual(['a', 'b']);
  });

  test('rejects what cannot be written, and goes on with what can', async () => {
    const journal = await openJournal(path(), []);
    await journal.add('a');
    await journal.close();
    await expect(journal.add('b')).rejects.toThrow();
    expect(await readJournal(path())).toEqual(['a']);
  });
});

describe('the outbox', () => {
  test('holds records and what the hub has not answered, over a restart', async () => {
    let outbox = await openOutbox(dir, () => 0);
    const first = await outbox.keep('k', record(1), envelope('one'));
    await outbox.keep('k', record(2), envelope('two'));
    expect(await outbox.keep('k2', record(1), null)).toBeNull();
    outbox.settle(first?.n ?? 0);
    await outbox.close();
    outbox = await openOutbox(dir, () => 0);
    expect(outbox.pending()).toEqual([{ n: 2, envelope: envelope('two') }]);
    expect([outbox.record('k')?.update, outbox.record('k2')?.update]).toEqual([2, 1]);
    expect((await outbox.keep('k', record(3), envelope('three')))?.n).toBe(3);
    await outbox.close();
  });

  test('the newest record of a call with waiting statements survives two restarts', async () => {
    let outbox = await openOutbox(dir, () => 0);
    await outbox.keep('k', record(1), envelope('one'));
    await outbox.keep('k', record(2), null);
    for (let i = 0; i < 2; i++) {
      await outbox.close();
      outbox = await openOutbox(dir, () => 0);
    }
    expect(outbox.record('k')?.update).toBe(2);
    await outbox.close();
  });

  test('forgets calls after seven days, and never one that still waits', async () => {
    const day = 24 * 3600_000;
    let outbox = await openOutbox(dir, () => 0);
    await outbox.keep('old', record(1), null);
    await outbox.keep('waiting', record(1), envelope('one'));
    await outbox.keep('new', record(1, 5 * day), null);
    await outbox.close();
    outbox = await openOutbox(dir, () => 8 * day);
    expect(['old', 'waiting', 'new'].map((key) => outbox.record(key)?.update)).toEqual([undefined, 1, 1]);
    await outbox.close();
  });

  test('refuses to start over a damaged line, and names it', async () => {
    const outbox = await openOutbox(dir, () => 0);
    await outbox.keep('k', record(1), null);
    await outbox.close();
    await appendFile(path(), '{"t":"call"}\n');
    await expect(openOutbox(dir, () => 0)).rejects.toMatchObject({ code: 'state-torn', message: /line 2/ });
    expect(await readFile(path(), 'utf8')).toContain('"k"');
  });
});
