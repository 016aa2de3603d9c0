import {
  auditPageSchema,
  type ClerkOverview,
  clerkOverviewSchema,
  clerkStatementAnswerSchema,
  inviteAnswerSchema,
  type Me,
  type Site,
} from '@porchlight/contract';
import { type Envelope, type Role, signEnvelope, unsignedEnvelope } from '@porchlight/statements';
import * as z from 'zod';
import type { ApiResult } from '../api/api-result.ts';
import { call } from '../api/call.ts';
import { getSigner, touching } from '../session/get-signer.ts';

export function loadClerkOverview(): Promise<ApiResult<ClerkOverview>> {
  return call('GET', '/api/clerk/overview', clerkOverviewSchema);
}

export type StatementAnswer = z.infer<typeof clerkStatementAnswerSchema>;

/** Adds this clerk's signature (one touch) to a new statement or to one that waits for it, and hands it in. */
export function signAndPost(
  who: { me: Me; site: Site },
  what: { readonly kind: string } | { readonly envelope: Envelope },
): Promise<ApiResult<StatementAnswer>> {
  return touching(async () => {
    const signer = await getSigner(who.me, who.site);
    if (signer.kind === 'fault') return signer;
    const envelope = 'envelope' in what ? what.envelope : unsignedEnvelope(what);
    const signed = await signEnvelope(envelope, signer.value);
    return call('POST', '/api/clerk/statements', clerkStatementAnswerSchema, { envelope: signed });
  });
}

export function createInvite(name: string, roles: readonly Role[]) {
  return call('POST', '/api/clerk/invites', inviteAnswerSchema, { name, roles });
}

export function removeInvite(inviteId: string) {
  return call('DELETE', `/api/clerk/invites/${encodeURIComponent(inviteId)}`, z.unknown());
}

/** One page of the audit, newest first; `before` continues an earlier page. */
export function loadAudit(before: number | null) {
  return call('GET', `/api/clerk/audit${before === null ? '' : `?before=${before}`}`, auditPageSchema);
}
