import type { NoViewCaseView, NoViewPart } from '@porchlight/contract';
import { day } from '../ui/format-time.ts';

export const PART_WORDS: Readonly<Record<NoViewPart, string>> = {
  house: 'The house or its door',
  windows: 'Windows',
  garden: 'A garden or balcony',
  path: 'The way to the door',
};

/** `The house or its door, windows. Behind the fence.` */
export function whatWords({ parts, words }: { parts: readonly NoViewPart[]; words: string }): string {
  const named = parts.map((part, n) => (n === 0 ? PART_WORDS[part] : PART_WORDS[part].toLowerCase()));
  return [named.join(', '), words].filter((text) => text !== '').join('. ');
}

/** How the case stands, for the neighbour: a heading and a sentence. It never says how many cameras there are, or whether any. */
export function caseWords(
  view: Pick<NoViewCaseView, 'state' | 'officeBy' | 'deadline' | 'endedAt'>,
  timeZone: string,
): { readonly title: string; readonly text: string } {
  const on = (at: number | null): string => (at === null ? 'the day set' : day(at, timeZone));
  switch (view.state) {
    case 'received':
      return {
        title: 'The office has your request.',
        text: `It should act on it by ${on(view.officeBy)}.`,
      };
    case 'asked':
      return {
        title: 'Your request was sent on.',
        text: `Whoever has a camera here that may film this place was asked to cover it. They have until ${on(view.deadline)}. Nobody is told who was asked, or whether anybody was.`,
      };
    case 'finished':
      return {
        title: 'The time for answers is over.',
        text: `It ended on ${on(view.endedAt)}. Each owner decides what to cover; nobody else is told what they decided. If you still see a camera that films this place, you can ask again or speak to its owner.`,
      };
    case 'refused':
      return { title: 'The office did not send your request on.', text: 'This is what it wrote:' };
    case 'closed':
      return { title: 'The office closed your request.', text: 'This is what it wrote:' };
    case 'withdrawn':
      return {
        title: 'You took your request back.',
        text: 'What you wrote was erased.',
      };
    case 'lapsed':
      return {
        title: 'The office did not act in time.',
        text: 'Your request has ended without an answer. That counts in the programme’s public figures. You can ask again.',
      };
  }
}
