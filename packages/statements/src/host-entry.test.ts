import { makeProgramme, programmeStatement, signed } from '@porchlight/testkit';
import { describe, expect, it } from 'vitest';
import { advanceTrust } from './advance-trust.ts';
import { toBase64Url } from './bytes.ts';
import { unsignedEnvelope } from './envelope.ts';
import type { HostEntry } from './host-entry.ts';
import { readStatement } from './read-statement.ts';

const host = (n: number, changes: Partial<HostEntry> = {}): HostEntry => ({
  hostId: `host-${n}` as HostEntry['hostId'],
  name: `Sample host ${n}`,
  operator: 'Sample Town',
  key: { kind: 'ed25519', raw: toBase64Url(new Uint8Array(32).fill(n)) },
  sealKey: toBase64Url(new Uint8Array(65).fill(n)),
  contact: '+1 555 0100',
  ...changes,
});

const read = async (hosts: readonly unknown[]) =>
  (await readStatement('programme', unsignedEnvelope(Object.assign(programmeStatement(), { hosts })))).kind;

describe('the hosts of a programme', () => {
  it('stand in the signed programme, and are trusted as it is', async () => {
    const p = await makeProgramme();
    const next = { ...programmeStatement({ version: 2 }), hosts: [host(1), host(2)] };
    const by = (signer: Parameters<typeof signed>[1]) => signed(next, signer);
    const now = next.issuedAt;
    const good = await advanceTrust(p.trust, await by(p.policyService.signer), now);
    expect(good.kind === 'ok' && good.value.programme?.statement.hosts?.map((h) => h.name)).toEqual([
      'Sample host 1',
      'Sample host 2',
    ]);
    const forged = await advanceTrust(p.trust, await by(p.clerks[0].signer), now);
    expect(forged).toMatchObject({ kind: 'refused', code: 'not-signed' });
  });

  it.each([
    ['id', { hostId: host(1).hostId }],
    ['name', { name: 'SAMPLE HOST 1' }],
    ['key', { key: host(1).key }],
    ['seal key', { sealKey: host(1).sealKey }],
  ])('two of them never share a %s', async (_, shared) => {
    expect(await read([host(1), host(2)])).toBe('ok');
    expect(await read([host(1), host(2, shared)])).toBe('refused');
  });

  it.each([
    ['a blank at the end', 'Library '],
    ['a line break', 'Library\nPolice'],
    ['nothing', ''],
    ['a character that turns the line around', 'Library \u202e'],
  ])('no name holds %s', async (_, name) => {
    expect(await read([host(1, { name })])).toBe('refused');
  });
});
