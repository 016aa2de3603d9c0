import { type Area, challengeSchema, registeredKeySchema, type Site } from '@porchlight/contract';
import { type Role, roleSchema } from '@porchlight/statements';
import * as z from 'zod';
import type { ApiResult } from '../api/api-result.ts';
import { call } from '../api/call.ts';
import { type KeyChoice, makeKey } from '../session/register-key.ts';

const invitedSchema = z.object({ name: z.string(), roles: z.array(roleSchema) });
export type Invited = z.infer<typeof invitedSchema>;

const path = (inviteId: string): string => `/api/invites/${inviteId}`;

export function loadInvited(inviteId: string) {
  return call('GET', path(inviteId), invitedSchema);
}

/** Registers the invited person's key; the answer carries the fingerprint that the clerk compares. */
export async function acceptInvite(
  site: Site,
  invite: { readonly inviteId: string; readonly secret: string },
  invited: Invited,
  choice: KeyChoice,
): Promise<ApiResult<z.infer<typeof registeredKeySchema>>> {
  const made = await makeKey({
    site,
    userName: invited.name,
    staff: true,
    choice,
    challenge: () => call('POST', `${path(invite.inviteId)}/challenge`, challengeSchema, {}),
  });
  if (made.kind === 'fault') return made;
  const post = { secret: invite.secret, key: made.value.newKey };
  const answer = await call('POST', path(invite.inviteId), registeredKeySchema, post);
  if (answer.kind === 'ok')
    await made.value.keep(areasOf(invited.roles), `invited-${invite.inviteId}`, invited.name);
  return answer;
}

/** Where somebody with these roles signs in. */
export function areasOf(roles: readonly Role[]): Area[] {
  const console = roles.includes('operator') || roles.includes('supervisor');
  return [
    ...(console ? (['console'] as const) : []),
    ...(roles.includes('clerk') ? (['clerk'] as const) : []),
  ];
}
