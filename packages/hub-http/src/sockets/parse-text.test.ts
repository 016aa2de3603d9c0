import { gatewayToHubSchema, viewerToHubSchema } from '@porchlight/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseText } from './parse-text.ts';

describe('parseText', () => {
  it('never throws, whatever the bytes or the JSON', () => {
    const any = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(any, (data) => {
        for (const schema of [gatewayToHubSchema, viewerToHubSchema]) parseText(schema, data);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives a message of the contract back as it was sent', () => {
    const want = { t: 'want', requestId: 'a'.repeat(32), cameraId: 'cam-1', main: true, sub: false };
    expect(parseText(viewerToHubSchema, Buffer.from(JSON.stringify(want)))).toEqual(want);
  });

  it('takes no field that the contract does not name', () => {
    const beat = { t: 'heartbeat', at: 1, more: true };
    expect(parseText(gatewayToHubSchema, Buffer.from(JSON.stringify(beat)))).toBeUndefined();
  });
});
