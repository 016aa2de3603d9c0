import { REFUSAL_CODES, type RefusalCode, refusal } from '@porchlight/gate';

/** Why a look at a camera ended or was refused, in the owner's words, for codes that come without figures. */
const SENTENCES: Readonly<Record<string, string>> = {
  'time-over': 'The time asked for was over.',
  'owner-stop': 'You stopped it.',
  'operator-end': 'The operator ended it.',
  'operator-unknown': 'The operator is no longer on the list of people who may look.',
  'programme-paused': 'The programme was paused.',
  'programme-over': 'The programme is over.',
  'hub-stopped': 'The hub was stopped.',
  'hub-silent': 'The connection to the hub was lost.',
  'hub-lost': 'The connection to the hub was lost.',
  'gateway-lost': 'The connection to the gateway was lost.',
  'gateway-stopped': 'The gateway was switched off.',
  'link-ended': 'The link to the camera’s own service was ended.',
  'camera-removed': 'The camera was removed from the gateway.',
  'owner-left': 'You left this box.',
  'host-not-named': 'The programme no longer names the host of your box, so nothing may be shown.',
  'state-unwritable': 'The gateway could not write its record, so nothing was opened.',
  restart: 'The gateway was started again.',
  'look-over': 'The time asked for was over.',
  'too-many-viewers': 'Too many people were looking at this camera already.',
  'too-slow': 'The gateway took too long to decide, so nothing was opened.',
  'incident-closed': 'Dispatch closed the incident.',
  'camera-paused': 'You paused this camera.',
  'no-consent': 'You have not signed a consent for this camera, or withdrew it.',
  'wrong-time': 'The request was not made just now, or the clocks differ; nothing was opened.',
  'too-far': 'The incident is farther away than the policy allows.',
  'too-far-for-owner': 'The incident is farther away than you allow.',
  'class-not-consented': 'You did not agree to this kind of incident.',
  'registry-only': 'You agreed to be asked for recordings, not to live access.',
  'outside-hours': 'It was outside the hours you chose.',
  'consent-waiting': 'Your wider consent is not in force yet.',
  'consent-expired': 'Your consent has expired.',
  'class-not-listed': 'The policy does not list this kind of incident.',
  'too-many-minutes': 'More minutes were asked for than the policy allows.',
  'too-many-cameras': 'More cameras were asked for than allowed.',
  'incident-too-old': 'The incident was reported too long ago.',
  'other-class': 'The request named another kind of incident than dispatch reported.',
  'checkpoint-old':
    'The witnesses of the public log had not been heard for a minute, so nothing may be shown.',
  'checkpoint-ahead': 'The clocks of the gateway and of the witnesses differ, so nothing may be shown.',
  'split-view': 'The gateway was shown another public log than before, so it shows nothing.',
  'papers-withheld': 'The gateway was not given the newest list of people, so it shows nothing.',
  'not-in-log': 'The request did not stand in the public log, so nothing was opened.',
  'policy-rule': 'A rule of the policy stands against it.',
};

/** The sentence for a code; what is a sentence already stays as it is. */
export function reasonSentence(reason: string): string {
  const own = Object.hasOwn(SENTENCES, reason) ? SENTENCES[reason] : undefined;
  if (own !== undefined) return own;
  const code = REFUSAL_CODES.find((known) => known === reason);
  return code === undefined ? reason : plain(code);
}

/** Codes whose sentence needs figures all stand in the table above. */
function plain(code: RefusalCode): string {
  return (refusal as (code: RefusalCode) => { readonly sentence: string })(code).sentence;
}
