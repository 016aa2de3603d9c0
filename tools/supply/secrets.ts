export interface SecretRule {
  readonly name: string;
  readonly pattern: RegExp;
}

/** What a secret looks like that somebody could use. The rules are narrow: each hit is to be looked at. */
export const SECRET_RULES: readonly SecretRule[] = [
  { name: 'private key', pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[A-Za-z0-9+/=\s]{40,}/ },
  {
    name: 'key file of a programme',
    pattern: /"schema":\s*"porchlight\/key\/v1"[^}]*"(?:pkcs8|privateKey)":\s*"[\w+/=-]{40,}"/,
  },
  {
    name: 'address with a password',
    pattern:
      /\b(?:postgres(?:ql)?|smtps?|https?|rtsps?|mysql|redis|amqp):\/\/[^\s:@/'"`<>${}…*]+:[^\s@/'"`<>${}…*]{3,}@[^\s'"`]+/,
  },
  { name: 'AWS key', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/ },
  { name: 'GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,})\b/ },
  { name: 'npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b|_authToken\s*=\s*[^\s${]{8,}/ },
  { name: 'Google key', pattern: /\bAIza[0-9A-Za-z_-]{35}\b/ },
  { name: 'Slack token', pattern: /\bxox[abprs]-[0-9A-Za-z-]{10,}/ },
  { name: 'payment key', pattern: /\b[sr]k_live_[0-9A-Za-z]{16,}/ },
  { name: 'JSON web token', pattern: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}/ },
  { name: 'bearer token', pattern: /\bauthorization['"]?\s*[:=]\s*['"]?bearer\s+[A-Za-z0-9._-]{24,}/i },
];

/** Made-up passwords of tests, all easy to see as such. */
const MADE_UP =
  /:(?:hunter2|pw|pass|password|secret|geheim)[^@]{0,12}@|@(?:[\w.-]*\.)?(?:example(?:\.\w+)?|test|invalid|localhost|host|h|db|mx)(?=[:/]|$)/i;

export interface SecretHit {
  readonly rule: string;
  /** From 1. */
  readonly line: number;
}

/** Where a text holds something that looks like a secret. */
export function secretHits(text: string): SecretHit[] {
  return SECRET_RULES.flatMap(({ name, pattern }) =>
    [...text.matchAll(new RegExp(pattern, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`))]
      .filter(([found]) => !(name === 'address with a password' && MADE_UP.test(found)))
      .map(({ index }) => ({ rule: name, line: text.slice(0, index).split('\n').length })),
  );
}
