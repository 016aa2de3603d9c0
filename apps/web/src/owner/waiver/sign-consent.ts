import type { Me, OwnerOverview, Receipt, Site, Waiver } from '@porchlight/contract';
import { signEnvelope, unsignedEnvelope } from '@porchlight/statements';
import { type ApiResult, localFault } from '../../api/api-result.ts';
import { getSigner, touching } from '../../session/get-signer.ts';
import { type ConsentDraft, consentStatement, draftsByHost, termsOf } from '../consent-draft.ts';
import { postConsent } from '../owner-calls.ts';

/**
 * Signs the drafts with the owner's key and hands them in: one statement and one touch for each host their boxes are run by. The
 * answer is the last receipt.
 */
export function signConsent(
  facts: { site: Site; me: Me; overview: OwnerOverview; waiver: Waiver },
  drafts: readonly ConsentDraft[],
): Promise<ApiResult<Receipt>> {
  return touching(async () => {
    const signer = await getSigner(facts.me, facts.site);
    if (signer.kind === 'fault') return signer;
    let answer: ApiResult<Receipt> = localFault('nothing', 'There is nothing to sign.', '');
    let signed = facts.overview.consentVersion;
    for (const group of draftsByHost(facts.overview, drafts)) {
      const now = Date.now();
      const terms = group.map((draft) => termsOf(draft, now));
      const statement = consentStatement(facts, terms, now, signed);
      answer = await postConsent(await signEnvelope(unsignedEnvelope(statement), signer.value));
      if (answer.kind === 'fault') return answer;
      signed = answer.value.version;
    }
    return answer;
  });
}
