import type { IncidentClass } from '@porchlight/domain';

const classWords = (name: IncidentClass): string => name.replaceAll('-', ' ');
const minuteWords = (n: number): string => (n === 1 ? '1 minute' : `${n} minutes`);

interface Distance {
  readonly distanceM: number;
  readonly limitM: number;
}

/** The one table: what each refusal says to a person. Figures are whole metres, minutes and seconds. */
const SENTENCES = {
  // The programme and its people
  'roster-missing': () => 'Nobody has signed yet who may look.',
  'roster-expired': () => 'The list of people who may look has expired; a clerk must renew it.',
  'roster-behind': () =>
    'The request names a newer list of people than the one known here; try again in a moment.',
  'programme-not-started': () => 'The programme has not started.',
  'programme-paused': () => 'The programme is paused; no camera opens until two clerks resume it.',
  'programme-over': () => 'The programme has ended; no camera opens any more.',
  'policy-missing': () => 'No policy has been published, so nothing may open.',
  'policy-unreadable': () => 'The published policy cannot be applied, so nothing may open.',
  'other-policy': () => 'The policy has changed since the request was made; ask again.',
  // The request
  'request-malformed': () => 'The request could not be read.',
  'other-programme': () => 'The request or the incident belongs to another programme.',
  'operator-unknown': () => 'The person asking is not, or no longer, on the list of people who may look.',
  'not-operator': () => 'The person asking may sign in, but not look.',
  'wrong-key': () => 'The request is not signed with a key of the person it names.',
  'software-key': () => 'The request is signed with a software key; this programme takes passkeys only.',
  'key-can-be-copied': () =>
    'The passkey used can be copied to other devices; looking needs one bound to its device.',
  'wrong-time': ({ seconds }: { seconds: number }) =>
    `The request was signed ${seconds} s away from the clock here; at most 120 s are allowed. Check the clocks.`,
  'look-over': () => 'The minutes asked for are over.',
  replay: () => 'This request was used before; each look needs a new one.',
  'too-many-minutes': ({ minutes, limit }: { minutes: number; limit: number }) =>
    `${minuteWords(minutes)} were asked for; the limit here is ${minuteWords(limit)}.`,
  'too-many-cameras': ({ limit }: { limit: number }) => `The request is for at most ${limit} cameras.`,
  'mail-not-tested': () => 'Owners cannot be told of looks yet: the mail server has not been tested.',
  // The incident
  'incident-malformed': () => 'The incident could not be read.',
  'incident-forged': () => 'The incident is not signed by dispatch.',
  'other-incident': () => 'The request was signed for another incident, or for another state of it.',
  'other-class': ({ asked, reported }: { asked: IncidentClass; reported: IncidentClass }) =>
    `The request says ${classWords(asked)}; dispatch reported ${classWords(reported)}.`,
  'incident-closed': () => 'The incident is closed.',
  'incident-too-old': ({ hours }: { hours: number }) =>
    `The incident was reported more than ${hours} hours ago.`,
  'class-not-listed': ({ name }: { name: IncidentClass }) =>
    `The policy does not list ${classWords(name)}; it opens no camera.`,
  'outside-boundary': () => 'The incident lies outside the area of the programme.',
  // The public log
  'log-unread': () => 'The public log has not been read here yet, so nothing may open.',
  'checkpoint-altered': () =>
    'The newest checkpoint of the public log cannot be read as its signers wrote it.',
  'other-log-key': () => 'The checkpoint shown is not signed by the log that the programme’s root names.',
  'too-few-witnesses': () => 'Too few of the outside witnesses have countersigned the public log.',
  'split-view': () =>
    'The public log shown now is not the one that was read here before: somebody is shown another log.',
  'log-gap': () => 'Entries of the public log are missing between what was read here and what is shown.',
  'checkpoint-old': ({ seconds }: { seconds: number }) =>
    `The witnesses last vouched for the public log ${seconds} s ago; at most 60 s are allowed.`,
  'checkpoint-ahead': ({ seconds }: { seconds: number }) =>
    `The witnesses’ clocks are ${seconds} s ahead of the clock here; at most 120 s are allowed. Check the clocks.`,
  'papers-withheld': () =>
    'The public log names a list of people that was not handed over; nothing opens until it is.',
  'incident-before-log': () =>
    'The incident was reported before the public log was followed here, so it is not known whether it was closed.',
  'log-unavailable': () =>
    'The public log could not be written and witnessed just now, so nothing can open. Try again in a moment.',
  'not-in-log': () => 'The request does not stand in the public log as it was read here.',
  'incident-not-logged': () => 'The incident does not stand in the public log before the request.',
  'leaf-minutes': () => 'The public log says another number of minutes than the request.',
  'leaf-class': () => 'The public log says another class of incident than the request.',
  'leaf-disclosure': () => 'The public log says another day of disclosure than the rules.',
  'leaf-field-added': () => 'The entry in the public log holds fields that no request has.',
  'leaf-differs': () => 'The entry in the public log is not the one that these papers make.',
  'leaf-camera': () =>
    'This camera does not stand in the logged request with the consent that is held for it.',
  // The camera
  'not-named': () => 'The request does not name this camera.',
  'other-gateway': () => 'The consent for this camera is for another gateway.',
  'no-consent': () => 'The owner has not agreed to share this camera.',
  'consent-waiting': () => 'The owner’s agreement for this camera is not in force yet.',
  'consent-not-begun': () => 'The owner’s agreement for this camera has not begun.',
  'consent-expired': () => 'The owner’s agreement for this camera has expired.',
  'registry-only': () => 'The owner agreed to be asked for recordings, not to live access.',
  'class-not-consented': ({ name }: { name: IncidentClass }) =>
    `The owner did not agree to share this camera for ${classWords(name)}.`,
  'outside-hours': () => 'The owner does not share this camera at this hour.',
  'camera-paused': () => 'The owner has paused this camera.',
  'too-far': ({ distanceM, limitM }: Distance) =>
    `It is ${distanceM} m from the incident; the limit here is ${limitM} m.`,
  'too-far-for-owner': ({ distanceM, limitM }: Distance) =>
    `It is ${distanceM} m from the incident; the owner shares this camera up to ${limitM} m.`,
  'policy-rule': ({ title, section }: { title: string; section: string }) => `${title} (${section})`,
  /** What police read in place of any camera's own reason: it does not tell whether there is such a camera. */
  'not-available': () => 'No camera of that name is available for this incident.',
} as const;

export type RefusalCode = keyof typeof SENTENCES;
export const REFUSAL_CODES = Object.keys(SENTENCES) as readonly RefusalCode[];

/** One failing rule: its name, and the sentence a person reads. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly sentence: string;
}

/** The refusal of that name, with the figures its sentence needs. */
export function refusal<C extends RefusalCode>(
  code: C,
  ...figures: Parameters<(typeof SENTENCES)[C]>
): Refusal {
  const sentence = SENTENCES[code] as (...figures: Parameters<(typeof SENTENCES)[C]>) => string;
  return { code, sentence: sentence(...figures) };
}
