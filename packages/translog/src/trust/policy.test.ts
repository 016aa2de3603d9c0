import { describe, expect, it } from 'vitest';
import { formatVerifierKey } from '../note/verifier-key.ts';
import { log, newSigner, POLICY, policy, policyOf, utf8, w1, w2, w3 } from '../testing/parties.ts';
import { parsePolicy, quorumMet } from './policy.ts';

describe('parsePolicy', () => {
  it('reads logs, witnesses with their addresses, and nested groups', () => {
    expect(policy.logs).toEqual([{ key: log.key, url: 'https://log.example' }]);
    expect(policy.witnesses.map(({ name, url }) => [name, url])).toEqual([
      ['a', 'https://w.example/1'],
      ['b', undefined],
      ['c', undefined],
    ]);
    const nested = policyOf(
      POLICY.replace('group two 2 a b c\nquorum two', 'group x any a b\ngroup y all x c\nquorum y'),
    );
    const met = (...keys: unknown[]) => quorumMet(nested.quorum, (key) => keys.includes(key));
    expect([met(w1.key), met(w3.key), met(w1.key, w2.key)]).toEqual([false, false, false]);
    // The policy holds its own copies of the keys.
    const of = (n: number) => nested.witnesses[n]!.key;
    expect([met(of(0), of(2)), met(of(1), of(2)), met(of(0), of(1))]).toEqual([true, true, false]);
    expect(quorumMet(policyOf('quorum none\n').quorum, () => false)).toBe(true);
  });

  it('refuses whatever the specification forbids, and says where', () => {
    const a = formatVerifierKey(w1.key);
    const b = formatVerifierKey(w2.key);
    const logVkey = formatVerifierKey(log.key);
    for (const bad of [
      '',
      '# nothing\n',
      'quorum none',
      'quorum none\nquorum none\n',
      'quorum a\n',
      'quorum\n',
      'quorum none x\n',
      'wat\nquorum none\n',
      'toString\nquorum none\n',
      `witness a ${a}\nwitness a ${b}\nquorum a\n`,
      `witness a ${a}\nwitness b ${a}\nquorum a\n`,
      `witness none ${a}\nquorum none\n`,
      `witness a ${logVkey}\nquorum a\n`,
      `log ${a}\nquorum none\n`,
      `log ${logVkey}\nlog ${logVkey}\nquorum none\n`,
      `witness a ${a}\ngroup g 0 a\nquorum g\n`,
      `witness a ${a}\ngroup g 2 a\nquorum g\n`,
      `witness a ${a}\ngroup g 01 a\nquorum g\n`,
      `witness a ${a}\ngroup g any\nquorum g\n`,
      `witness a ${a}\ngroup g any a a\nquorum g\n`,
      `witness a ${a}\ngroup g any a\ngroup h any a g\nquorum h\n`,
      `group g any a\nwitness a ${a}\nquorum g\n`,
      `group g any none\nquorum g\n`,
      'quorum none\r\n',
      'quorum none\u0000\n',
      `witness a ${a.replace('witness', 'w1tness')}\nquorum a\n`,
      `# ${'x'.repeat(70_000)}\nquorum none\n`,
    ])
      expect(parsePolicy(utf8(bad)).kind, bad).toBe('malformed');
    expect(parsePolicy(utf8('quorum none\nlog x\n'))).toMatchObject({
      problem: expect.stringMatching(/^line 2: /),
    });
  });

  it('compares names as octets, and takes octets that are not UTF-8', () => {
    const a = utf8(` ${formatVerifierKey(w1.key)}\nquorum `);
    const raw = Uint8Array.of(...utf8('witness '), 0xff, ...a, 0xff, 0x0a);
    expect(parsePolicy(raw).kind).toBe('policy');
    expect(parsePolicy(Uint8Array.of(...utf8('witness K'), ...a, ...utf8('\u212a\n'))).kind).toBe(
      'malformed',
    );
  });

  it('takes at least 32 logs, witnesses and groups', async () => {
    const lines: string[] = [];
    for (let n = 0; n < 32; n++) {
      lines.push(`log ${formatVerifierKey((await newSigner(`log.example/${n}`, 'ed25519')).key)}`);
      lines.push(
        `witness w${n} ${formatVerifierKey((await newSigner(`w.example/${n}`, 'cosignature')).key)}`,
      );
      lines.push(`group g${n} any w${n}${n > 0 ? ` g${n - 1}` : ''}`);
    }
    expect(policyOf(`${lines.join('\n')}\nquorum g31\n`).witnesses).toHaveLength(32);
  });
});
