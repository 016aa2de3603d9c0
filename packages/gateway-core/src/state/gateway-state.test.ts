import { appendFile, chmod, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OwnerId, RequestId } from '@porchlight/domain';
import { makeSigner, TEST_NOW } from '@porchlight/testkit';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeDocument, encodeDocument } from './document.ts';
import { openGatewayState } from './gateway-state.ts';
import { parseRecords } from './record-log.ts';
import { openStateFiles, type StateFiles } from './state-files.ts';
import { lookRecordSchema } from './state-schemas.ts';

let dir: string;
let files: StateFiles | undefined;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'porchlight-state-'));
});
afterEach(async () => {
  await files?.close();
  files = undefined;
  await rm(dir, { recursive: true, force: true });
});

async function open() {
  await files?.close();
  files = await openStateFiles(dir);
  return openGatewayState(files, TEST_NOW);
}

const REQUEST = 'a'.repeat(32) as RequestId;
const taken = {
  t: 'taken' as const,
  requestId: REQUEST,
  requestHash: 'A'.repeat(43),
  cameraIds: ['cam-1'],
  at: TEST_NOW,
};

async function enrolled(): Promise<void> {
  const state = await open();
  const { key } = await makeSigner('passkey');
  const ownerId = 'owner-1' as OwnerId;
  await state.owners.put({ ownerId, keys: [key], enrolledAt: TEST_NOW, terms: {}, consents: {} });
  await state.looks.log.append([taken as never]);
}

describe('the state folder', () => {
  it('is readable by its user alone', async () => {
    await open();
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
    expect((await stat(join(dir, 'identity.json'))).mode & 0o777).toBe(0o600);
  });

  it('keeps key, owners and nonces over restarts, and counts the starts', async () => {
    await enrolled();
    const before = (await open()).identity.value;
    const state = await open();
    expect(state.identity.value).toEqual(before);
    expect(state.owners.get('owner-1' as OwnerId)?.ownerId).toBe('owner-1');
    expect(state.looks.records).toEqual([taken]);
    expect(state.start).toBe(3);
  });

  it('serves one gateway at a time', async () => {
    await open();
    await expect(openStateFiles(dir)).rejects.toMatchObject({ code: 'state-locked' });
  });

  it('is refused with a sentence when it cannot be written', async () => {
    await writeFile(join(dir, 'file'), '');
    await expect(openStateFiles(join(dir, 'file', 'below'))).rejects.toMatchObject({
      code: 'state-unwritable',
      message: expect.stringContaining('cannot be written'),
    });
  });

  it('is not begun in a folder that holds somebody else’s files', async () => {
    await writeFile(join(dir, 'letter.txt'), 'dear');
    await expect(open()).rejects.toMatchObject({ code: 'state-foreign' });
  });

  it.each([
    'identity.json',
    'trust.json',
    'cameras.json',
    'owners.json',
    'owner-owner-1.json',
    'counter.json',
    'local-access.json',
    'looks.log',
  ])('refuses to start when %s is torn, and never takes a default instead', async (name) => {
    await enrolled();
    const whole = await readFile(join(dir, name));
    if (name === 'looks.log') await writeFile(join(dir, name), whole.subarray(7));
    else await truncate(join(dir, name), whole.length - 5);
    await expect(open()).rejects.toMatchObject({
      code: 'state-torn',
      message: expect.stringContaining(name),
    });
  });

  it.each(['trust.json', 'looks.log', 'owner-owner-1.json', 'identity.json', 'counter.json'])(
    'refuses to start when %s is gone',
    async (name) => {
      await enrolled();
      await rm(join(dir, name));
      await expect(open()).rejects.toMatchObject({ code: 'state-torn' });
    },
  );

  it('cuts off a nonce whose writing a power cut interrupted: no picture was sent on its strength', async () => {
    await enrolled();
    await appendFile(join(dir, 'looks.log'), '0123456789abcdef {"t":"tak');
    expect((await open()).looks.records).toEqual([taken]);
    expect((await readFile(join(dir, 'looks.log'), 'utf8')).endsWith('\n')).toBe(true);
  });

  it('remembers the first write that failed', async () => {
    const state = await open();
    await rm(dir, { recursive: true });
    await expect(state.looks.log.append([taken as never])).rejects.toMatchObject({
      code: 'state-unwritable',
    });
    expect(files?.fault?.code).toBe('state-unwritable');
  });

  it('mends the mode of a folder that others could read', async () => {
    await chmod(dir, 0o755);
    await open();
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
  });
});

describe('the parsers of state files', () => {
  it('read back any JSON value, and nothing else when one byte was changed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), fc.integer({ min: 1, max: 255 }), (value, at, flip) => {
        const bytes = encodeDocument(value);
        expect(decodeDocument(bytes)).toEqual({ json: JSON.parse(JSON.stringify(value)) });
        const index = at % bytes.length;
        bytes[index] = (bytes[index] as number) ^ flip;
        expect(decodeDocument(bytes)).toBeUndefined();
      }),
    );
  });

  it('never throw on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ maxLength: 300 }), (bytes, text) => {
        decodeDocument(bytes);
        parseRecords(text, lookRecordSchema);
      }),
      { numRuns: 2000 },
    );
  });
});
