/** What an operator can do about a refusal; nothing for those that only other people or time can change. */
const ADVICE: Readonly<Record<string, string>> = {
  'other-incident': 'Dispatch changed the incident while you signed. Press Enter to ask for it as it is now.',
  'other-class': 'Dispatch changed the incident while you signed. Press Enter to ask for it as it is now.',
  'other-policy': 'Press Enter to ask under the policy in force now.',
  'roster-behind': 'Press Enter again in a moment.',
  replay: 'Press Enter to sign a new request.',
  'look-over': 'Press Enter to sign a new request.',
  'wrong-time': 'Have the clock of this computer set, then ask again.',
  'wrong-key': 'Sign out, and sign in with your own passkey.',
  'software-key': 'Sign in with a passkey.',
  'key-can-be-copied':
    'Ask a clerk to invite you again, and register a security key or a passkey of this device.',
  'operator-unknown': 'Ask a clerk whether you still stand on the list.',
  'not-operator': 'Ask a clerk for the operator’s role.',
  'roster-expired': 'Tell a clerk: the list is renewed on the clerk’s page.',
  'roster-missing': 'Tell a clerk: the first list is signed on the clerk’s page.',
  'programme-paused': 'Tell your supervisor; a pause is lifted on the clerk’s page.',
};

/** The advice for a refusal's code, or undefined. */
export function refusalAdvice(code: string): string | undefined {
  return Object.hasOwn(ADVICE, code) ? ADVICE[code] : undefined;
}
