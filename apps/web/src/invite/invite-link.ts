import { fromBase64Url } from '@porchlight/statements';

/** Id and secret of an invitation link's fragment, `<16 hex digits>.<32 bytes as base64url>`; undefined for anything else. Never throws. */
export function parseInvite(
  fragment: string,
): { readonly inviteId: string; readonly secret: string } | undefined {
  const match = /^#?([0-9a-f]{16})\.([A-Za-z0-9_-]{43})$/.exec(fragment);
  const [, inviteId, secret] = match ?? [];
  if (inviteId === undefined || secret === undefined || fromBase64Url(secret)?.length !== 32)
    return undefined;
  return { inviteId, secret };
}
