import { describe, expect, it } from 'vitest';
import { sessionCookie, sessionToken } from './session-cookie.ts';

describe('the session cookie', () => {
  it('is for its own area, out of reach of scripts and other sites, and Secure on https', () => {
    const cookie = sessionCookie('owner', 'abc', true);
    expect(cookie).toBe(
      'porchlight_owner=abc; Path=/api/owner; Max-Age=2592000; HttpOnly; SameSite=Strict; Secure',
    );
    expect(sessionCookie('owner', 'abc', false)).not.toContain('Secure');
    expect(sessionCookie('owner', '', true)).toContain('Max-Age=0');
  });

  it('is found among others, and never taken from another area', () => {
    const header = 'a=b; porchlight_console=one; porchlight_owner=two';
    expect(sessionToken('console', header)).toBe('one');
    expect(sessionToken('owner', header)).toBe('two');
    expect(sessionToken('clerk', header)).toBe('');
    expect(sessionToken('clerk', undefined)).toBe('');
    expect(sessionToken('owner', `porchlight_owner=${'x'.repeat(9000)}`)).toBe('');
  });
});
