import type { EpochMs, OwnerId, RequestId } from '@porchlight/domain';
import type { HubLog, Mailer } from '../ports.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { JobHandler, JobOptions, JobPayload } from '../store/job-queue.ts';
import type { OwnerLook } from '../store/look-store.ts';
import type { HubTrust } from '../trust/trust-desk.ts';

export const NOTICE_JOB = 'look-notice';
/** Cameras that open together are told in one mail. */
const GATHER_MS = 5000;

/** One mail for each owner and look, within a minute of the first picture. */
export function noticeJob(requestId: RequestId, ownerId: OwnerId, now: EpochMs): [JobPayload, JobOptions] {
  return [
    { requestId, ownerId },
    { runAt: now + GATHER_MS, key: `notice:${requestId}:${ownerId}` },
  ];
}

export interface NoticeParts {
  readonly store: HubStore;
  readonly mailer: Mailer;
  readonly log: HubLog;
  /** The owner's page. */
  readonly ownerUrl: string;
  readonly programmeName: string;
  readonly timeZone: string;
}

/** What a mail says of the programme, as it is now. */
export function noticeParts(
  { store, mailer, log }: Pick<NoticeParts, 'store' | 'mailer' | 'log'>,
  { root, programme }: HubTrust,
): NoticeParts {
  const { name, timeZone } = programme.statement;
  const ownerUrl = new URL('/owner', root.origin).href;
  return { store, mailer, log, ownerUrl, programmeName: name, timeZone };
}

/** Sends the mail; a failure is tried again by the queue. An owner without an address reads it on the page. */
export function noticeHandler(parts: NoticeParts): JobHandler {
  return async (payload) => {
    const { requestId, ownerId } = payload as { requestId: RequestId; ownerId: OwnerId };
    const owner = await parts.store.owners.get(ownerId);
    if (!owner || owner.email === '') return;
    if (!parts.mailer.configured) {
      parts.log.warn({ requestId }, 'no mail server: the owner was not told by mail');
      return;
    }
    const looks = await parts.store.looks.ofOwner(ownerId, 100);
    const opened = looks.filter((look) => look.requestId === requestId && look.ownerState !== 'refused');
    if (opened.length === 0) return;
    const { subject, text } = noticeText(opened, parts);
    await parts.mailer.send({ to: owner.email, subject, text });
  };
}

/** Plain words: who looks, why, since when, and how to stop it. */
export function noticeText(
  looks: readonly OwnerLook[],
  parts: Pick<NoticeParts, 'ownerUrl' | 'programmeName' | 'timeZone'>,
): { readonly subject: string; readonly text: string } {
  const [first] = looks;
  const labels = looks
    .map((look) => oneLine(look.label))
    .sort()
    .join(', ');
  const time = new Intl.DateTimeFormat('en-GB', {
    timeZone: parts.timeZone,
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const kind = first?.class.replaceAll('-', ' ') ?? 'incident';
  const lines = [
    `An ${oneLine(first?.role ?? 'operator')} of ${oneLine(parts.programmeName)} looked at: ${labels}.`,
    `Why: a reported ${kind}, ${oneLine(first?.place ?? '')}.`,
    `Since: ${time.format(first?.since ?? 0)} (${parts.timeZone}).`,
    '',
    `See it, or stop it now: ${parts.ownerUrl}`,
    'Stopping needs no reason, and police cannot see that it was you.',
  ];
  return { subject: `Your camera was opened: ${kind}`, text: `${lines.join('\n')}\n` };
}

function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}
