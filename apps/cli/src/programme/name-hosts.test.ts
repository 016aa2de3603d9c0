import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeyFile, TrustFile } from '@porchlight/contract';
import {
  advanceTrust,
  exportPkcs8,
  type HostEntry,
  readStatement,
  toBase64Url,
} from '@porchlight/statements';
import { makeProgramme, makeService, must, type TestService } from '@porchlight/testkit';
import { describe, expect, it } from 'vitest';
import { nameHosts, readHostCard } from './name-hosts.ts';

const card: HostEntry = {
  hostId: 'library' as HostEntry['hostId'],
  name: 'Library',
  operator: 'Sample Town',
  key: { kind: 'ed25519', raw: toBase64Url(new Uint8Array(32).fill(1)) },
  sealKey: toBase64Url(new Uint8Array(65).fill(4)),
  contact: '-',
};

async function keyFile({ key, privateKey }: TestService): Promise<KeyFile> {
  const pkcs8 = await exportPkcs8(privateKey);
  return { schema: 'porchlight/key/v1', use: 'policy', kind: 'ed25519', raw: key.raw, pkcs8 };
}

async function made() {
  const programme = await makeProgramme();
  const { root, programme: first, policy } = programme.envelopes;
  const trust: TrustFile = { schema: 'porchlight/trust/v1', root, programme: first, policy };
  const now = programme.trust.roster?.statement.issuedAt ?? 0;
  return { programme, trust, now };
}

describe('naming the hosts of a programme', () => {
  it('writes a version that every gateway takes, and one that strikes them all off again', async () => {
    const { programme, trust, now } = await made();
    const key = await keyFile(programme.policyService);
    const named = await nameHosts(trust, [card], key, now);
    const taken = must(await advanceTrust(programme.trust, named.programme, now));
    expect(taken.programme?.statement).toMatchObject({ version: 2, hosts: [card] });
    const struck = await nameHosts(named, [], key, now);
    const after = must(await advanceTrust(taken, struck.programme, now));
    expect(after.programme?.statement.version).toBe(3);
    expect(after.programme?.statement.hosts).toBeUndefined();
    const {
      hosts: _,
      version: __,
      issuedAt: ___,
      ...rest
    } = must(await readStatement('programme', named.programme)).statement;
    expect(programme.trust.programme?.statement).toMatchObject(rest);
  });

  it('refuses another key, two cards of one host, and a file that is no card', async () => {
    const { programme, trust, now } = await made();
    const stranger = await keyFile(await makeService());
    await expect(nameHosts(trust, [card], stranger, now)).rejects.toThrow(/would be refused/);
    const key = await keyFile(programme.policyService);
    await expect(nameHosts(trust, [card, card], key, now)).rejects.toThrow(/would be refused/);
    const dir = await mkdtemp(join(tmpdir(), 'porchlight-card-'));
    const file = join(dir, 'card.json');
    await writeFile(file, JSON.stringify(card));
    expect(await readHostCard(file)).toEqual(card);
    await writeFile(file, JSON.stringify({ ...card, name: ' ' }));
    await expect(readHostCard(file)).rejects.toThrow(/not a card/);
    await rm(dir, { recursive: true });
  });
});
