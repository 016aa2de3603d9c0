import type { EpochMs } from '@porchlight/domain';
import type { NoViewCase, StoredAsk } from '../store/no-view-store.ts';
import { stateOf } from './case-state.ts';

/** What the mails need to know of the programme. */
export interface NoViewWords {
  readonly programmeName: string;
  readonly timeZone: string;
  /** The owner's page. */
  readonly ownerUrl: string;
}

interface MailText {
  readonly subject: string;
  readonly text: string;
}

/** To an owner who may film the place: no pressure, and who learns the answer. */
export function ownerMail(ask: Pick<StoredAsk, 'place' | 'overAt'>, words: NoViewWords): MailText {
  const lines = [
    `A neighbour asks not to be filmed: ${oneLine(ask.place)}.`,
    'One of your cameras stands near enough that it might see this place.',
    `If you want to answer, you can until ${dayOf(ask.overAt, words)}: ${words.ownerUrl}`,
    '',
    'You need give no reason and no answer. Nobody but you sees what you answer: not the neighbour, not the office, not the police.',
  ];
  return { subject: 'A neighbour asks not to be filmed', text: `${lines.join('\n')}\n` };
}

const ENDINGS = {
  finished: 'The time to answer is over.',
  refused: 'The office did not send it on.',
  closed: 'The office closed it.',
  lapsed: 'The office did not act on it in ninety days. You can send it again.',
  withdrawn: 'You took it back.',
  received: 'The office has it.',
  asked: 'It was sent on.',
} as const;

/** To the neighbour, once, when the case is over: the same words however many owners were asked, and none of the link's secret. */
export function neighbourMail(held: NoViewCase, now: EpochMs, words: NoViewWords): MailText {
  const lines = [
    `Your request not to be filmed, ${held.caseNumber}, at ${oneLine(words.programmeName)}:`,
    ENDINGS[stateOf(held, now)],
    ...(held.reason === '' ? [] : [`The office writes: ${oneLine(held.reason)}`]),
    '',
    'Owners decide for themselves. Whether anybody was asked, who, and what they answered is told to nobody.',
    'What you wrote, with this address, is erased in seven days. Until then the link you kept shows your case.',
  ];
  return { subject: `Your request ${held.caseNumber}`, text: `${lines.join('\n')}\n` };
}

function dayOf(at: EpochMs, { timeZone }: NoViewWords): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'long' }).format(at);
}

function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}
