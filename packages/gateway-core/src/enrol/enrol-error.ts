export type EnrolFault =
  | 'code-malformed'
  | 'code-refused'
  | 'hub-unreachable'
  | 'hub-answer'
  | 'owner-not-authentic'
  | 'root-refused'
  | 'other-root'
  | 'root-not-expected';

const SENTENCES: Record<EnrolFault, string> = {
  'code-malformed': 'A code has twelve letters and digits, like 4F7K-Q2XN-90TB. Check it on the owner page.',
  'code-refused':
    'The hub does not take this code. It may be used or older than 30 minutes: make a new one on the owner page.',
  'hub-unreachable': "The hub cannot be reached. Check its address and this machine's connection.",
  'hub-answer': 'The hub answered something this gateway does not understand. It may be of another version.',
  'owner-not-authentic':
    'The hub handed over keys that the code does not vouch for. Nothing was enrolled. Make a new code; if it happens again, tell the clerk.',
  'root-refused': "The hub's root does not hold: its own keys did not sign it. Nothing was enrolled.",
  'other-root':
    'The hub now shows another root than the one this gateway is tied to. Nothing was enrolled. A new programme needs a new state folder.',
  'root-not-expected': "The hub's root has another fingerprint than the one given. Nothing was enrolled.",
};

export interface EnrolRefusal {
  readonly kind: 'refused';
  readonly code: EnrolFault;
  readonly sentence: string;
}

export function enrolRefusal(code: EnrolFault): EnrolRefusal {
  return { kind: 'refused', code, sentence: SENTENCES[code] };
}
