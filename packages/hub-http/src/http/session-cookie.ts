import type { Area } from '@porchlight/contract';
import { SESSION_MS } from '@porchlight/hub-core';

/** Cookies are shared by all ports of a host: each area has its own name and path. */
export function sessionCookie(area: Area, token: string, secure: boolean): string {
  const maxAge = token === '' ? 0 : Math.floor(SESSION_MS[area] / 1000);
  const flags = `HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  return `porchlight_${area}=${token}; Path=/api/${area}; Max-Age=${maxAge}; ${flags}`;
}

/** The token of an area's cookie in a Cookie header; empty when there is none. */
export function sessionToken(area: Area, header: string | undefined): string {
  const name = `porchlight_${area}=`;
  if (header === undefined || header.length > 8192) return '';
  const found = header.split(';').find((part) => part.trimStart().startsWith(name));
  return found?.trim().slice(name.length) ?? '';
}
