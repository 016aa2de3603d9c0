import { describe, expect, it } from 'vitest';
import { proveInclusion } from '../merkle/prove.ts';
import type { NoteSigner } from '../note/sign-note.ts';
import {
  builtProof,
  checkpointOf,
  LEAVES,
  log,
  newSigner,
  otherLog,
  POLICY,
  policy,
  policyOf,
  source,
  utf8,
  w1,
  w2,
  w3,
} from '../testing/parties.ts';
import { formatLogProof, parseLogProof, verifyLogProof } from './log-proof.ts';
import { openCheckpoint } from './open-checkpoint.ts';

describe('openCheckpoint', () => {
  it('trusts a checkpoint of a known log with a quorum, and dates it by the quorum, not by its newest witness', async () => {
    const times: [NoteSigner, number][] = [
      [w1, 100],
      [w2, 130],
      [w3, 9000],
    ];
    const opened = await openCheckpoint(await checkpointOf(7, { times }), policy);
    expect(opened).toMatchObject({ kind: 'trusted', quorumTime: 130, checkpoint: { size: 7 }, log: log.key });
    const two = await openCheckpoint(await checkpointOf(7, { times: times.slice(0, 2) }), policy);
    expect(two).toMatchObject({ kind: 'trusted', quorumTime: 100 });
  });

  it('names each refusal: other log, other key, too few witnesses, an altered signature', async () => {
    const kindOf = async (bytes: Uint8Array) => (await openCheckpoint(bytes, policy)).kind;
    const foreign = await newSigner('elsewhere.example', 'ed25519');
    expect(await kindOf(await checkpointOf(3, { by: foreign, origin: 'elsewhere.example' }))).toBe(
      'unknown-log',
    );
    expect(
      await kindOf(
        await checkpointOf(3, {
          by: otherLog,
          times: [
            [w1, 5],
            [w2, 5],
          ],
        }),
      ),
    ).toBe('unsigned');
    expect(await kindOf(await checkpointOf(3, { by: otherLog }))).toBe('unsigned');
    expect(
      await kindOf(
        await checkpointOf(3, {
          times: [
            [w1, 5],
            [w1, 6],
          ],
        }),
      ),
    ).toBe('no-quorum');
    const good = new TextDecoder().decode(
      await checkpointOf(3, {
        times: [
          [w1, 5],
          [w2, 5],
        ],
      }),
    );
    expect(await kindOf(utf8(good))).toBe('trusted');
    expect(await kindOf(utf8(good.replace('\n3\n', '\n4\n')))).toBe('bad-signature');
    expect(await kindOf(utf8('not a note'))).toBe('malformed');
  });
});

describe('tlog-proof', () => {
  it('reads back as it was written, and proves its leaf and no other', async () => {
    const checkpoint = await checkpointOf(33, {
      times: [
        [w1, 5],
        [w2, 6],
      ],
    });
    for (const [index, extra] of [
      [0, undefined],
      [32, utf8('context')],
      [17, new Uint8Array(0)],
    ] as const) {
      const proof = { extra, index, proof: await builtProof(proveInclusion(index, 33, source)), checkpoint };
      const read = parseLogProof(formatLogProof(proof));
      expect(read).toEqual({ kind: 'proof', ...proof });
      if (read.kind !== 'proof') return;
      expect(await verifyLogProof(read, LEAVES[index]!, policy)).toMatchObject({ kind: 'included', index });
      expect((await verifyLogProof(read, LEAVES[index + 1]!, policy)).kind).toBe('not-included');
      const alone = policyOf(POLICY.replace('group two 2', 'group two all'));
      expect((await verifyLogProof(read, LEAVES[index]!, alone)).kind).toBe('no-quorum');
    }
  });

  it('is refused with another first line, a hash too short, no index, too many hashes, or no blank line', async () => {
    const checkpoint = await checkpointOf(1);
    const text = new TextDecoder().decode(
      formatLogProof({ extra: undefined, index: 0, proof: [LEAVES[0]!], checkpoint }),
    );
    const [head, index, hash] = text.split('\n') as [string, string, string];
    expect(parseLogProof(utf8(text)).kind).toBe('proof');
    for (const bad of [
      text.replace('@v1', '@v2'),
      text.replace('index 0', 'index 00'),
      text.replace(`${index}\n`, ''),
      text.replace(hash, hash.slice(4)),
      text.replace(index, `extra ***\n${index}`),
      text.replace(hash, Array(64).fill(hash).join('\n')),
      `${head}\n${index}\n${hash}`,
      text.replaceAll('\n', '\r\n'),
      '',
    ])
      expect(parseLogProof(utf8(bad)).kind, bad).toBe('malformed');
  });
});
