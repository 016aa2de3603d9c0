import { parseSignatureLines, verifyNote } from '@porchlight/translog';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { MemoryFiles, newSigner, PlayedLog } from './testing/played-log.ts';
import { makeWitnessState, openWitness, type Witness, type WitnessAnswer } from './witness.ts';

const key = newSigner('witness.example/a', 'cosignature');
const log = new PlayedLog();
let files: MemoryFiles;
let now: number;

beforeEach(async () => {
  files = new MemoryFiles();
  now = 1_780_000_000_000;
  await makeWitnessState(files);
});
const open = (logs = [log]): Promise<Witness> =>
  openWitness({ state: files, key, logs: logs.map(({ signer }) => signer.key), clock: () => now });

async function timeOf(answer: WitnessAnswer, text: string): Promise<number> {
  if (answer.kind !== 'cosigned') throw new Error(answer.kind);
  const read = parseSignatureLines(answer.lines);
  if (read.kind === 'malformed') throw new Error(read.problem);
  const verdict = await verifyNote({ text, signatures: read.signatures }, [key.key]);
  if (verdict.kind !== 'verified') throw new Error(verdict.kind);
  return Number(Buffer.from(read.signatures[0]?.signature ?? []).readBigUInt64BE(0));
}

describe('a witness', () => {
  test('cosigns with the time of its clock, in seconds', async () => {
    const witness = await open();
    expect(await timeOf(await witness.addCheckpoint(await log.body(0, 5)), log.text(5))).toBe(1_780_000_000);
    now += 1999;
    expect(await timeOf(await witness.addCheckpoint(await log.body(5, 9)), log.text(9))).toBe(1_780_000_001);
  });

  test('gives no older time than one it gave, when its clock is set back, also after a restart', async () => {
    const first = await (await open()).addCheckpoint(await log.body(0, 5));
    now -= 3_600_000;
    const witness = await open();
    const again = await witness.addCheckpoint(await log.body(5, 5));
    const other = new PlayedLog('log.example/other');
    const second = await (await open([log, other])).addCheckpoint(await other.body(0, 3));
    const times = [await timeOf(first, log.text(5)), await timeOf(again, log.text(5))];
    expect([...times, await timeOf(second, other.text(3))]).toEqual(Array(3).fill(1_780_000_000));
  });

  test('decides requests of one moment one after the other: of two trees of one size it signs one', async () => {
    const witness = await open();
    const bodies = [await log.body(0, 7), await log.body(0, 7, 'forked'), await log.body(0, 7)];
    const answers = await Promise.all(bodies.map((body) => witness.addCheckpoint(body)));
    expect(answers.map(({ kind }) => kind)).toEqual(['cosigned', 'conflict', 'conflict']);
    expect(await witness.addCheckpoint(await log.body(7, 7, 'forked'))).toMatchObject({
      kind: 'unprocessable',
    });
  });

  test('keeps logs apart, and remembers one it is not asked to serve for a while', async () => {
    const other = new PlayedLog('log.example/other');
    await (await open([log, other])).addCheckpoint(await log.body(0, 7));
    await (await open([other])).addCheckpoint(await other.body(0, 3));
    const witness = await open([log, other]);
    expect(await witness.addCheckpoint(await log.body(0, 9))).toEqual({ kind: 'conflict', size: 7 });
    expect(await witness.addCheckpoint(await other.body(0, 9))).toEqual({ kind: 'conflict', size: 3 });
  });

  test('takes either of two keys of one log, and remembers one tree for both', async () => {
    const renewed = new PlayedLog();
    const witness = await open([log, renewed]);
    expect((await witness.addCheckpoint(await log.body(0, 5))).kind).toBe('cosigned');
    expect((await witness.addCheckpoint(await renewed.body(5, 9))).kind).toBe('cosigned');
    expect((await witness.addCheckpoint(await log.body(5, 9))).kind).toBe('conflict');
  });
});

describe('when its state', () => {
  const FAULTS = [
    ['is not written', 'before', 5],
    ['is written, and the disk reports a failure all the same', 'after', 9],
  ] as const;
  test.each(FAULTS)(
    '%s, it signs nothing, says so, and goes on when it can',
    async (_name, fault, onDisk) => {
      const witness = await open();
      await witness.addCheckpoint(await log.body(0, 5));
      files.fault = fault;
      expect(await witness.addCheckpoint(await log.body(5, 9))).toMatchObject({ kind: 'not-stored' });
      expect(witness.healthy).toBe(false);
      // A restart here believes the disk, whichever it was.
      const restarted = await openWitness({
        state: await copyOf(files),
        key,
        logs: [log.signer.key],
        clock: () => now,
      });
      expect(await restarted.addCheckpoint(await log.body(1, 12))).toEqual({
        kind: 'conflict',
        size: onDisk,
      });
      expect((await witness.addCheckpoint(await log.body(5, 9))).kind).toBe('cosigned');
      expect(witness.healthy).toBe(true);
      expect(await (await open()).addCheckpoint(await log.body(1, 12))).toEqual({
        kind: 'conflict',
        size: 9,
      });
    },
  );

  test('is missing, torn or garbage, it does not open, and says what to do', async () => {
    await (await open()).addCheckpoint(await log.body(0, 5));
    const whole = files.files.get('state') as Uint8Array;
    for (const bytes of [
      whole.slice(0, 60),
      whole.slice(0, -1),
      new Uint8Array(),
      Buffer.from('{}'),
      Buffer.alloc(90),
    ]) {
      files.files.set('state', bytes);
      await expect(open()).rejects.toMatchObject({
        code: 'state-torn',
        message: expect.stringMatching(/damaged: put its newest copy back/),
      });
    }
    files.files.clear();
    await expect(open()).rejects.toMatchObject({
      code: 'state-missing',
      message: expect.stringMatching(/no state of what it cosigned/),
    });
  });

  test('is stored before the signature is made', async () => {
    const order: string[] = [];
    const sign: typeof key.sign = (message) => {
      order.push(`signed after ${files.kept} keeps`);
      return key.sign(message);
    };
    const logs = [log.signer.key];
    const witness = await openWitness({ state: files, key: { key: key.key, sign }, logs, clock: () => now });
    const before = files.kept;
    await witness.addCheckpoint(await log.body(0, 5));
    await witness.addCheckpoint(await log.body(0, 6));
    expect(order).toEqual([`signed after ${before + 1} keeps`]);
  });
});

test('garbage, and a good request with bytes changed, never gets a signature', async () => {
  const witness = await open();
  const good = await log.body(0, 5);
  const end = good.lastIndexOf(0x0a, good.length - 2);
  const noise = fc.uint8Array({ maxLength: 500 });
  // Anywhere but in the signature's own line, where further lines and names may stand that a witness must ignore.
  const bent = fc.tuple(fc.nat(end - 1), fc.integer({ min: 1, max: 255 })).map(([at, flip]) => {
    const copy = good.slice();
    copy[at] = (copy[at] ?? 0) ^ flip;
    return copy;
  });
  const cut = fc.nat(good.length - 1).map((length) => good.slice(0, length));
  await fc.assert(
    fc.asyncProperty(fc.oneof(noise, bent, cut), async (body) => {
      const { kind } = await witness.addCheckpoint(body);
      expect(['bad-request', 'unknown-log', 'forbidden', 'conflict', 'unprocessable']).toContain(kind);
    }),
    { numRuns: 400 },
  );
  expect((await witness.addCheckpoint(good)).kind).toBe('cosigned');
});

async function copyOf(from: MemoryFiles): Promise<MemoryFiles> {
  const copy = new MemoryFiles();
  for (const [name, bytes] of from.files) copy.files.set(name, bytes.slice());
  return copy;
}
