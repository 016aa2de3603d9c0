import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatVerifierKey } from '../note/verifier-key.ts';
import { checkpointOf, policy, utf8, w1, w2 } from '../testing/parties.ts';
import { parseAddCheckpoint } from './add-checkpoint.ts';
import { parseLogProof } from './log-proof.ts';
import { openCheckpoint } from './open-checkpoint.ts';
import { parsePolicy } from './policy.ts';

describe('the parsers', () => {
  it('answer 100,000 random inputs with a verdict and throw nothing', () => {
    const words = [
      'old 0\n',
      'index 1\n',
      'c2sp.org/tlog-proof@v1\n',
      'extra ',
      'log ',
      'witness ',
      'group ',
      'quorum none\n',
      'any ',
      'a ',
      '\n',
      '\n\n',
      'o\n0\n',
      '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n',
      '— a AAAAAAA=\n',
      '\u0000',
      'é',
      '9',
      `${formatVerifierKey(w1.key)} `,
    ];
    const shaped = fc
      .array(fc.constantFrom(...words), { maxLength: 14 })
      .map((parts) => utf8(parts.join('')));
    fc.assert(
      fc.property(shaped, fc.uint8Array({ maxLength: 60 }), (text, bytes) => {
        for (const input of [text, bytes]) {
          parsePolicy(input);
          parseLogProof(input);
          parseAddCheckpoint(input);
        }
      }),
      { numRuns: 50_000 },
    );
  }, 60_000);

  it('give a verdict, never an exception, on a checkpoint with any one byte changed', async () => {
    const good = await checkpointOf(3, {
      times: [
        [w1, 5],
        [w2, 5],
      ],
    });
    for (let at = 0; at < good.length; at += 3) {
      const bad = good.slice();
      bad[at]! ^= 1 << (at % 8);
      expect((await openCheckpoint(bad, policy)).kind).not.toBe('trusted');
    }
  });
});
