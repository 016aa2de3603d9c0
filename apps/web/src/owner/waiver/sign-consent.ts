import type { Me, OwnerOverview, Receipt, Site, Waiver } from '@porchlight/contract';
import { signEnvelope, unsignedEnvelope } from '@porchlight/statements';
import type { ApiResult } from '../../api/api-result.ts';
import { getSigner, touching } from '../../session/get-signer.ts';
import { type ConsentDraft, consentStatement, termsOf } from '../consent-draft.ts';
import { postConsent } from '../owner-calls.ts';

/** Signs the drafts as one statement with the owner's key (one touch) and hands it in; the answer is the receipt. */
export function signConsent(
  facts: { site: Site; me: Me; overview: OwnerOverview; waiver: Waiver },
  drafts: readonly ConsentDraft[],
): Promise<ApiResult<Receipt>> {
  return touching(async () => {
    const signer = await getSigner(facts.me, facts.site);
    if (signer.kind === 'fault') return signer;
    const now = Date.now();
    const statement = consentStatement(
      facts,
      drafts.map((draft) => termsOf(draft, now)),
      now,
    );
    return postConsent(await signEnvelope(unsignedEnvelope(statement), signer.value));
  });
}
