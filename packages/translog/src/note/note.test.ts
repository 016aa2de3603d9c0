import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from './base64.ts';
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { formatNote, parseNote, parseSignatureLines } from './note.ts';
import { cosign, cosignatureMessage, type NoteSigner, signNote } from './sign-note.ts';
import { formatVerifierKey, parseVerifierKey, type SignatureType, verifierKey } from './verifier-key.ts';
import { verifyNote } from './verify-note.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const parsed = (bytes: Uint8Array) => {
  const note = parseNote(bytes);
  if (note.kind !== 'note') throw new Error(note.problem);
  return note;
};

async function newSigner(name: string, type: SignatureType): Promise<NoteSigner> {
  const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const sign = async (message: Uint8Array<ArrayBuffer>) =>
    new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, message));
  return { key: verifierKey(name, type, raw), sign };
}

/** c2sp.org/signed-note, "Verifier keys", "Example". */
const SPEC_KEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const SPEC_NOTE = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`;
/** c2sp.org/tlog-cosignature, the example of a cosigned checkpoint. */
const SPEC_COSIGNED = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
`;

describe('the examples of the specifications', () => {
  it('verify: the signed note and its key', async () => {
    const key = parseVerifierKey(SPEC_KEY);
    expect(key.kind).toBe('key');
    if (key.kind !== 'key') return;
    expect(formatVerifierKey(key.key)).toBe(SPEC_KEY);
    expect((await verifyNote(parsed(utf8(SPEC_NOTE)), [key.key])).kind).toBe('verified');
    const changed = parsed(utf8(SPEC_NOTE.replace('message', 'Message')));
    expect(await verifyNote(changed, [key.key])).toEqual({ kind: 'bad-signature', name: 'example.com/foo' });
  });

  it('read: a cosigned checkpoint, byte for byte, with the time in its cosignature', () => {
    const note = parsed(utf8(SPEC_COSIGNED));
    expect(formatNote(note)).toEqual(utf8(SPEC_COSIGNED));
    const read = parseCheckpoint(note.text);
    expect(read).toMatchObject({ checkpoint: { origin: 'example.com/behind-the-sofa', size: 20852163 } });
    const stamp = note.signatures[1]!.signature;
    const time = Number(new DataView(stamp.buffer, stamp.byteOffset).getBigUint64(0));
    expect(time).toBe(1679315147);
    expect(new TextDecoder().decode(cosignatureMessage(note.text, time))).toBe(
      `cosignature/v1\ntime 1679315147\n${note.text}`,
    );
  });
});

describe('verifyNote', () => {
  const text = formatCheckpoint({ origin: 'log.example', size: 1, root: new Uint8Array(32), extensions: [] });

  it('skips unknown keys, also of a known name or id, and refuses a note nobody known has signed', async () => {
    const known = await newSigner('log.example', 'ed25519');
    const stranger = await newSigner('log.example', 'ed25519');
    const line = await signNote(text, known);
    const other = await signNote(text, stranger);
    const broken = { ...line, name: 'elsewhere.example', signature: new Uint8Array(64) };
    const note = { text, signatures: [broken, other, line] };
    expect(await verifyNote(note, [known.key])).toEqual({
      kind: 'verified',
      signatures: [{ key: known.key, time: undefined }],
    });
    expect((await verifyNote({ text, signatures: [other, broken] }, [known.key])).kind).toBe('unsigned');
    await expect(verifyNote(note, [known.key, known.key])).rejects.toThrow(RangeError);
  });

  it('refuses the whole note for one bad line of a known key, even beside a good one', async () => {
    const known = await newSigner('log.example', 'ed25519');
    const good = await signNote(text, known);
    for (let bit = 0; bit < 512; bit += 7) {
      const signature = good.signature.slice();
      signature[bit >> 3]! ^= 1 << (bit & 7);
      const verdict = await verifyNote({ text, signatures: [good, { ...good, signature }] }, [known.key]);
      expect(verdict.kind).toBe('bad-signature');
    }
  });

  it('gives a cosigner once, with the newest of its times, and signs the time too', async () => {
    const witness = await newSigner('witness.example', 'cosignature');
    const lines = [
      await cosign(text, 50, witness),
      await cosign(text, 70, witness),
      await cosign(text, 60, witness),
    ];
    expect(await verifyNote({ text, signatures: lines }, [witness.key])).toEqual({
      kind: 'verified',
      signatures: [{ key: witness.key, time: 70 }],
    });
    const later = lines[0]!.signature.slice();
    later[7] = 99;
    const forged = { ...lines[0]!, signature: later };
    expect((await verifyNote({ text, signatures: [forged] }, [witness.key])).kind).toBe('bad-signature');
  });

  it('never takes one signature type for the other', async () => {
    const log = await newSigner('log.example', 'ed25519');
    await expect(cosign(text, 1, log)).rejects.toThrow(RangeError);
    const twin = verifierKey('log.example', 'cosignature', log.key.publicKey);
    expect(twin.id).not.toBe(log.key.id);
    const line = { ...(await signNote(text, log)), id: twin.id };
    expect((await verifyNote({ text, signatures: [line] }, [twin])).kind).toBe('bad-signature');
  });
});

describe('parsers', () => {
  it('read back what was formatted', () => {
    const name = fc.stringMatching(/^[a-z./0-9é—]{1,20}$/u);
    const line = fc.record({
      name,
      id: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      signature: fc.uint8Array({ minLength: 1, maxLength: 90 }),
    });
    const text = fc.array(fc.stringMatching(/^[ -~é\n]{0,30}$/u)).map((rows) => `${rows.join('\n')}\n`);
    fc.assert(
      fc.property(text, fc.array(line, { minLength: 1, maxLength: 16 }), (body, signatures) => {
        const note = parseNote(formatNote({ text: body, signatures }));
        expect(note).toEqual({ kind: 'note', text: body, signatures });
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
      }),
    );
  });

  it('refuse control characters, bad UTF-8, names with spaces or plus, and endless notes', () => {
    const sign = '— a AAAAAAA=\n';
    expect(parseNote(utf8(`x\n\n${sign}`)).kind).toBe('note');
    for (const bad of [
      `x\r\n\n${sign}`,
      `x\t\n\n${sign}`,
      `x\n${sign}`,
      'x\n\n',
      'x\n\n— a AAAAAAA=',
      'x\n\n— a+b AAAAAAA=\n',
      'x\n\n— a\u2003b AAAAAAA=\n',
      'x\n\n—  AAAAAAA=\n',
      'x\n\n- a AAAAAAA=\n',
      'x\n\n— a AAAAAA==\n',
      'x\n\n— a AAAAAAB=\n',
      'x\n\n— a AAAAAAA\n',
      `x\n\n${sign}\n`,
      `x\n\n${sign.repeat(65)}`,
    ])
      expect(parseNote(utf8(bad)).kind, bad).toBe('malformed');
    expect(parseNote(Uint8Array.of(0xff, ...utf8(`x\n\n${sign}`))).kind).toBe('malformed');
    expect(parseNote(new Uint8Array(300_000).fill(65)).kind).toBe('malformed');
    expect(parseNote(utf8(`x\n\n${sign.repeat(16)}`)).kind).toBe('note');
  });

  it('refuse a checkpoint with leading zeroes, a short root, an empty line or a size past 2⁵³ − 1', () => {
    const root = toBase64(new Uint8Array(32));
    expect(parseCheckpoint(`o\n0\n${root}\n`).kind).toBe('checkpoint');
    expect(parseCheckpoint(`o\n7\n${root}\nx\n`)).toMatchObject({ checkpoint: { extensions: ['x'] } });
    for (const bad of [
      `o\n07\n${root}\n`,
      `o\n-1\n${root}\n`,
      `o\n1\nAAAA\n`,
      `\n1\n${root}\n`,
      `o\n1\n${root}`,
      `o\n1\n${root}\n\n`,
      `o\n1\n${root}\n\nx\n`,
      `o\n9007199254740993\n${root}\n`,
      `o\n1\n`,
      `o\n1e3\n${root}\n`,
    ])
      expect(parseCheckpoint(bad).kind, bad).toBe('malformed');
    expect(() =>
      formatCheckpoint({ origin: 'a\n5', size: 1, root: new Uint8Array(32), extensions: [] }),
    ).toThrow(RangeError);
  });

  it('refuse keys of another id, type or length', () => {
    for (const bad of [
      SPEC_KEY.replace('530d903a', '530d903b'),
      SPEC_KEY.replace('530d903a', '530D903A'),
      SPEC_KEY.replace('+Aek', '+Bek'),
      SPEC_KEY.slice(0, -4),
      'a',
      '',
      '++',
      'x'.repeat(5000),
    ])
      expect(parseVerifierKey(bad).kind, bad).toBe('malformed');
  });

  it('answer 100,000 random inputs with a verdict and throw nothing', () => {
    const shaped = fc
      .array(
        fc.constantFrom(
          '— ',
          'a',
          ' ',
          '\n',
          '\n\n',
          '+',
          'AAAAAAA=',
          '0',
          '17',
          '\ud800',
          '\u0000',
          'log',
          '=',
          'é',
        ),
        {
          maxLength: 24,
        },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.oneof(shaped, fc.string({ unit: 'binary' })),
        fc.uint8Array({ maxLength: 40 }),
        (text, bytes) => {
          parseNote(utf8(text));
          parseNote(bytes);
          parseCheckpoint(text);
          parseVerifierKey(text);
          parseSignatureLines(text);
          fromBase64(text);
        },
      ),
      { numRuns: 50_000 },
    );
  }, 30_000);
});
