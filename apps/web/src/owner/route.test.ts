import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRoute } from './route.ts';

describe('the owner’s addresses', () => {
  it('name a page, a camera or a receipt', () => {
    expect(parseRoute('')).toEqual({ page: 'home' });
    expect(parseRoute('#/history')).toEqual({ page: 'history' });
    expect(parseRoute('#/camera/cam-1')).toEqual({ page: 'camera', cameraId: 'cam-1' });
    expect(parseRoute('', `?nonce=${'a'.repeat(43)}&time=1771130906289`)).toEqual({ page: 'ring' });
    expect(parseRoute('#/receipt/12')).toEqual({ page: 'receipt', version: 12 });
  });

  it('never lead anywhere but to a page of this application', () => {
    expect(parseRoute('#/camera/../../x')).toEqual({ page: 'cameras' });
    expect(parseRoute('#/receipt/0')).toEqual({ page: 'me' });
    fc.assert(fc.property(fc.string(), (text) => typeof parseRoute(text).page === 'string'));
  });
});
