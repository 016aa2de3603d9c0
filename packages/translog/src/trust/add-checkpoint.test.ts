import { describe, expect, it } from 'vitest';
import { proveConsistency } from '../merkle/prove.ts';
import { emptyRoot } from '../merkle/tree-hash.ts';
import { builtProof, checkpointOf, LEAVES, log, otherLog, rootOf, source, utf8 } from '../testing/parties.ts';
import {
  decideAddCheckpoint,
  formatAddCheckpoint,
  parseAddCheckpoint,
  type WitnessedLog,
} from './add-checkpoint.ts';

describe('a witness', () => {
  const trusted = (latest: WitnessedLog['latest']): WitnessedLog => ({ keys: [log.key], latest });
  const at = (size: number) => trusted({ size, root: rootOf(size) });
  async function decide(
    known: WitnessedLog | undefined,
    oldSize: number,
    checkpoint: Uint8Array,
    proof: readonly Uint8Array[] = [],
  ) {
    const request = parseAddCheckpoint(formatAddCheckpoint({ oldSize, proof, checkpoint }));
    if (request.kind !== 'request') throw new Error(request.problem);
    return decideAddCheckpoint(request, known);
  }

  it('cosigns a first checkpoint, growth with its proof, and the same size with the same root', async () => {
    expect(await decide(trusted(undefined), 0, await checkpointOf(5))).toEqual({
      kind: 'cosign',
      latest: { size: 5, root: rootOf(5) },
    });
    const proof = await builtProof(proveConsistency(5, 13, source));
    expect(await decide(at(5), 5, await checkpointOf(13), proof)).toMatchObject({
      kind: 'cosign',
      latest: { size: 13 },
    });
    expect((await decide(at(5), 5, await checkpointOf(5))).kind).toBe('cosign');
    expect((await decide(trusted(undefined), 0, await checkpointOf(0))).kind).toBe('cosign');
    expect((await decide(at(0), 0, await checkpointOf(9))).kind).toBe('cosign');
  });

  it('answers conflict with its size when the log is behind or ahead, also to an old size of zero', async () => {
    const proof = await builtProof(proveConsistency(5, 13, source));
    expect(await decide(at(8), 5, await checkpointOf(13), proof)).toEqual({ kind: 'conflict', size: 8 });
    expect(await decide(at(8), 0, await checkpointOf(13))).toEqual({ kind: 'conflict', size: 8 });
    expect(await decide(trusted(undefined), 5, await checkpointOf(13), proof)).toEqual({
      kind: 'conflict',
      size: 0,
    });
  });

  it('cannot process a fork, a proof that does not hold, a proof from zero, or an empty tree with leaves', async () => {
    const fork = rootOf(13, LEAVES.with(3, LEAVES[0]!));
    const proof = await builtProof(proveConsistency(5, 13, source));
    const kindOf = async (...args: Parameters<typeof decide>) => (await decide(...args)).kind;
    expect(await kindOf(at(5), 5, await checkpointOf(13, { root: fork }), proof)).toBe('unprocessable');
    expect(await kindOf(at(5), 5, await checkpointOf(13), proof.slice(1))).toBe('unprocessable');
    expect(await kindOf(at(5), 5, await checkpointOf(13))).toBe('unprocessable');
    expect(await kindOf(at(13), 13, await checkpointOf(13, { root: fork }))).toBe('unprocessable');
    expect(await kindOf(at(13), 13, await checkpointOf(13), [LEAVES[0]!])).toBe('unprocessable');
    expect(await kindOf(trusted(undefined), 0, await checkpointOf(5), [LEAVES[0]!])).toBe('unprocessable');
    expect(await kindOf(trusted(undefined), 0, await checkpointOf(0, { root: LEAVES[0]! }))).toBe(
      'unprocessable',
    );
    expect(emptyRoot()).toEqual(rootOf(0));
  });

  it("knows only its logs, forbids strangers' and altered signatures, and refuses an old size above the checkpoint", async () => {
    const kindOf = async (...args: Parameters<typeof decide>) => (await decide(...args)).kind;
    expect(await kindOf(undefined, 0, await checkpointOf(5))).toBe('unknown-log');
    expect(await kindOf(trusted(undefined), 0, await checkpointOf(5, { by: otherLog }))).toBe('forbidden');
    const altered = utf8(new TextDecoder().decode(await checkpointOf(5)).replace('\n5\n', '\n6\n'));
    expect(await kindOf(trusted(undefined), 0, altered)).toBe('forbidden');
    expect(await kindOf(at(9), 9, await checkpointOf(5))).toBe('bad-request');
  });

  it('reads the request of the specification and refuses 64 hashes, other first lines and a missing blank line', async () => {
    const hash = 'PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=';
    // tlog-witness, "add-checkpoint", the example's first lines and its checkpoint with one signature.
    const body = `old 20852014\n${hash}\n\nexample.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n`;
    const read = parseAddCheckpoint(utf8(body));
    expect(read).toMatchObject({ kind: 'request', oldSize: 20852014, checkpoint: { size: 20852163 } });
    expect(read.kind === 'request' && read.proof).toHaveLength(1);
    const many = (n: number) => utf8(body.replace(hash, Array(n).fill(hash).join('\n')));
    expect([parseAddCheckpoint(many(63)).kind, parseAddCheckpoint(many(64)).kind]).toEqual([
      'request',
      'malformed',
    ]);
    for (const bad of [
      body.replace('old ', 'Old '),
      body.replace('old 2', 'old 02'),
      body.replace('\n\n', '\n'),
      body.slice(0, 60),
      '',
    ])
      expect(parseAddCheckpoint(utf8(bad)).kind, bad).toBe('malformed');
  });
});
