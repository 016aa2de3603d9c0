import type { Leaf } from '@porchlight/statements/leaf';
import { CLASS_WORDS } from '../ui/incident-words.ts';

const minutes = (n: number): string => (n === 1 ? '1 minute' : `${n} minutes`);

/** What an entry says, as one line for everybody. */
export function entryTitle(leaf: Leaf): string {
  switch (leaf.kind) {
    case 'root':
      return 'The root: who may sign what';
    case 'programme':
      return 'The programme: its area and its dates';
    case 'policy':
      return 'The rules the council signed';
    case 'roster': {
      const { operator, supervisor, clerk } = leaf.counts;
      return `List of people ${leaf.epoch}: ${operator + supervisor} may look, ${clerk} in the office`;
    }
    case 'pause':
      return 'A clerk paused the programme';
    case 'resume':
      return 'Two clerks resumed the programme';
    case 'consent':
      return 'An owner signed a consent';
    case 'withdraw':
      return 'An owner withdrew a consent';
    case 'incident':
      return leaf.after === null
        ? `Reported: ${CLASS_WORDS[leaf.class]}${leaf.selfAttested ? ', by the police themselves' : ''}`
        : `The incident of entry ${leaf.after} moved`;
    case 'incident-close':
      return `The incident of entry ${leaf.incident} was closed`;
    case 'request':
      return leaf.after === null
        ? `A look was asked for: ${CLASS_WORDS[leaf.class]}, ${minutes(leaf.minutes)}`
        : `The look of entry ${leaf.after} goes on where the incident is now`;
    case 'denial':
      return `A look was refused by the rules: ${CLASS_WORDS[leaf.class]}`;
    case 'outcome':
      return `What the gateways answered to entry ${leaf.request}`;
    case 'approval':
      return `An approval of entry ${leaf.request}`;
    case 'export':
      return 'A piece of footage was shared by its owner';
    case 'disclosure':
      return `Entry ${leaf.leaf} was opened for everybody`;
    case 'audit':
      return `Entries ${leaf.from} to ${leaf.to - 1} were audited`;
    case 'erasure':
      return `What opened entry ${leaf.leaf} was erased`;
  }
}

/** What is not to be read from it, and why. */
export function entryNote(leaf: Leaf): string {
  switch (leaf.kind) {
    case 'request':
      return 'It always has 16 or 64 places for cameras. Which of them stand for a camera, and whether any does, cannot be told from outside.';
    case 'outcome':
      return 'It has as many places as its request. What stands in them only owners, gateways and auditors can open.';
    case 'consent':
    case 'withdraw':
      return 'Only the owner’s own gateway can tell whose it is.';
    case 'roster':
      return 'Names are not public. Everybody who may look goes by another pseudonym each month.';
    case 'incident':
      return 'Its place is not public here; it is what dispatch signed.';
    default:
      return '';
  }
}

/** The entry another one speaks of, for a link. */
export function entryLinks(leaf: Leaf): { readonly label: string; readonly index: number }[] {
  switch (leaf.kind) {
    case 'request':
      return [
        { label: 'Its incident', index: leaf.incident },
        ...(leaf.after === null ? [] : [{ label: 'The leaf before', index: leaf.after }]),
      ];
    case 'incident':
      return leaf.after === null ? [] : [{ label: 'The leaf before', index: leaf.after }];
    case 'incident-close':
      return [{ label: 'The incident', index: leaf.incident }];
    case 'outcome':
      return [{ label: 'The request', index: leaf.request }];
    case 'disclosure':
    case 'erasure':
      return [{ label: 'The entry', index: leaf.leaf }];
    default:
      return [];
  }
}
