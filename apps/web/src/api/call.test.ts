import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { call } from './call.ts';

const schema = z.object({ n: z.number() });
const answered = (body: string, status = 200) =>
  vi.stubGlobal('fetch', async () => new Response(status === 204 ? null : body, { status }));

afterEach(() => vi.unstubAllGlobals());

describe('a call to the hub', () => {
  it('gives the value of a good answer, without what the contract does not name', async () => {
    answered('{"n":1,"secret":2}');
    expect(await call('GET', '/x', schema)).toEqual({ kind: 'ok', value: { n: 1 } });
  });

  it('takes an empty answer', async () => {
    answered('', 204);
    expect((await call('POST', '/x', z.unknown(), {})).kind).toBe('ok');
  });

  it('tells a refusal in the hub’s own sentence, with what to do and which field to mend', async () => {
    const problem = {
      type: 'about:blank',
      title: 'T',
      status: 409,
      code: 'c',
      detail: 'D',
      next: 'N',
      field: 'name',
    };
    answered(JSON.stringify(problem), 409);
    expect(await call('POST', '/x', schema, {})).toEqual({
      kind: 'fault',
      fault: { code: 'c', status: 409, sentence: 'D', next: 'N', field: 'name' },
    });
  });

  it.each([
    ['an answer of another shape', '{"n":"1"}', 200, 'unreadable'],
    ['an answer that is no JSON', '<html>', 200, 'unreadable'],
    ['a refusal without a problem', 'Bad gateway', 502, 'http-502'],
  ])('names %s as a fault', async (_, body, status, code) => {
    answered(body, status);
    const answer = await call('GET', '/x', schema);
    expect(answer.kind === 'fault' && answer.fault.code).toBe(code);
  });

  it('says when there is no network, and when the hub is silent', async () => {
    for (const [cause, code] of [
      [new TypeError('failed'), 'offline'],
      [new DOMException('late', 'TimeoutError'), 'timeout'],
    ] as const) {
      vi.stubGlobal('fetch', () => Promise.reject(cause));
      const answer = await call('GET', '/x', schema);
      expect(answer.kind === 'fault' && answer.fault.code).toBe(code);
    }
  });
});
