import {
  incidentStatement,
  makeProgramme,
  policyStatement,
  programmeStatement,
  signed,
  type TestProgramme,
} from '@porchlight/testkit';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { toBase64Url } from './bytes.ts';
import { type Envelope, MAX_PAYLOAD_BYTES, payloadTypeOf, unsignedEnvelope } from './envelope.ts';
import { STATEMENT_SCHEMAS, type StatementKind } from './kinds.ts';
import { readStatement } from './read-statement.ts';
import { siteOf } from './trust.ts';
import { verifiedSigners } from './verified-signers.ts';

const KINDS = Object.keys(STATEMENT_SCHEMAS) as StatementKind[];
let p: TestProgramme;
beforeAll(async () => {
  p = await makeProgramme();
});

function envelopeOf(kind: string, text: string): Envelope {
  return {
    payloadType: payloadTypeOf(kind),
    payload: toBase64Url(new TextEncoder().encode(text)),
    signatures: [],
  };
}

async function code(kind: StatementKind, envelope: unknown): Promise<string> {
  const read = await readStatement(kind, envelope);
  return read.kind === 'ok' ? 'ok' : read.code;
}

describe('reading a statement', () => {
  test('gives the statement, its hash and the envelope', async () => {
    const envelope = await signed(incidentStatement(), p.intake.signer);
    const read = await readStatement('incident', envelope);
    expect(read).toMatchObject({ kind: 'ok', value: { statement: incidentStatement(), envelope } });
  });

  test('refuses each fault by its name', async () => {
    const incident = incidentStatement();
    const text = JSON.stringify(incident);
    expect(await code('request', envelopeOf('incident', text))).toBe('wrong-type');
    expect(await code('incident', envelopeOf('incident', `{"seq":7,${text.slice(1)}`))).toBe('duplicate-key');
    expect(await code('incident', envelopeOf('incident', JSON.stringify({ ...incident, extra: 1 })))).toBe(
      'malformed',
    );
    expect(await code('incident', envelopeOf('incident', JSON.stringify({ ...incident, seq: '1' })))).toBe(
      'malformed',
    );
    expect(await code('incident', envelopeOf('incident', `${text.slice(0, -1)},"__proto__":{}}`))).toBe(
      'malformed',
    );
    expect(await code('incident', { ...envelopeOf('incident', text), payload: '!' })).toBe('malformed');
    expect(await code('incident', { ...envelopeOf('incident', text), note: 1 })).toBe('malformed');
    const padded = `${text.slice(0, -1)}${' '.repeat(MAX_PAYLOAD_BYTES)}}`;
    expect(await code('incident', envelopeOf('incident', padded))).toBe('too-large');
    expect(await code('incident', { ...envelopeOf('incident', ''), payload: 'A'.repeat(10_000_000) })).toBe(
      'too-large',
    );
  });

  test('refuses a programme that ends before it starts, an unknown zone, and a policy that contradicts itself', async () => {
    expect(await code('programme', unsignedEnvelope(programmeStatement({ endsAt: 1 })))).toBe('malformed');
    expect(await code('programme', unsignedEnvelope(programmeStatement({ timeZone: 'Mars/Olympus' })))).toBe(
      'malformed',
    );
    expect(await code('policy', unsignedEnvelope(policyStatement({ defaultMinutes: 61 })))).toBe('malformed');
  });

  test('never throws, whatever it is given', async () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.record({
        payloadType: fc.constantFrom(...KINDS.map(payloadTypeOf)),
        payload: fc.oneof(
          fc.string(),
          fc.json().map((text) => toBase64Url(new TextEncoder().encode(text))),
        ),
        signatures: fc.array(fc.record({ keyid: fc.string(), sig: fc.base64String() }), { maxLength: 9 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...KINDS), anything, async (kind, envelope) => {
        expect((await readStatement(kind, envelope)).kind).toBe('refused');
      }),
    );
  });

  test('a signed envelope with any one character changed is read no more, or signed by nobody', async () => {
    const site = siteOf(p.trust.root);
    const call = await p.incident();
    const cases = [
      { kind: 'incident', envelope: call, keys: [p.intake.key] },
      { kind: 'request', envelope: await p.request(call), keys: [p.operator.key] },
    ] as const;
    for (const { kind, envelope, keys } of cases) {
      expect(await verifiedSigners(envelope, keys, site)).toHaveLength(1);
      const text = JSON.stringify(envelope);
      await fc.assert(
        fc.asyncProperty(fc.nat(text.length - 1), fc.constantFrom(...'AZaz09-_ "{'), async (at, char) => {
          fc.pre(text[at] !== char);
          const changed = parsed(text.slice(0, at) + char + text.slice(at + 1));
          const read = await readStatement(kind, changed);
          if (read.kind === 'ok') expect(await verifiedSigners(read.value.envelope, keys, site)).toEqual([]);
        }),
        { numRuns: 400 },
      );
    }
  });
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
