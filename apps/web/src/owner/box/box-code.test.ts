import {
  enrolmentSecrets,
  gatewayCodePostSchema,
  normaliseEnrolmentCode,
  ownerMacInput,
} from '@porchlight/contract';
import { fromBase64Url, generateSoftware } from '@porchlight/statements';
import { describe, expect, it } from 'vitest';
import { makeBoxCode } from './box-code.ts';

describe('the one-time code of a box', () => {
  it('lets the box check the owner’s keys, and tells the server neither the code nor its key', async () => {
    const { key } = await generateSoftware();
    const made = await makeBoxCode('owner-1', [key], 1000);
    const post = gatewayCodePostSchema.parse(made.post);
    expect(JSON.stringify(post)).not.toContain(made.code);
    const { codeId, macKey } = await enrolmentSecrets(normaliseEnrolmentCode(made.code) ?? '');
    expect(codeId).toBe(post.codeId);
    const mac = fromBase64Url(post.ownerMac) ?? new Uint8Array();
    const holds = (keys: string) => crypto.subtle.verify('HMAC', macKey, mac, ownerMacInput('owner-1', keys));
    expect(await holds(post.ownerKeys)).toBe(true);
    expect(await holds(post.ownerKeys.replace('software', 'passkey'))).toBe(false);
    expect(made.expiresAt).toBe(1000 + 30 * 60_000);
  });
});
