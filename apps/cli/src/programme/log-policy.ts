import { fromBase64Url } from '@porchlight/statements';
import { formatVerifierKey, parsePolicy, parseVerifierKey, verifierKey } from '@porchlight/translog';
import { CliError } from '../cli-error.ts';

/** One outside witness: its name in the policy, its verifier key, the address it is asked at. */
export interface LogWitness {
  readonly name: string;
  readonly key: string;
  readonly url: string;
}

/** `NAME VKEY URL`, as `porchlight witness` prints it; the word `witness` may stand in front. Throws CliError. */
export function parseWitness(text: string): LogWitness {
  const [name = '', key = '', url = '', ...rest] = text
    .replace(/^witness\s+/, '')
    .trim()
    .split(/\s+/);
  const wrong = (what: string): CliError =>
    new CliError('option', `--witness: ${what}; expected 'NAME VKEY URL' as porchlight witness prints it.`);
  if (!/^[^\s#]{1,80}$/.test(name) || rest.length > 0) throw wrong('the name cannot be used');
  const parsed = parseVerifierKey(key);
  if (parsed.kind === 'malformed' || parsed.key.type !== 'cosignature')
    throw wrong('the key is not one of a witness');
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw wrong('the address is not a URL');
  return { name, key, url };
}

/** The log policy of a root (c2sp.org/tlog-policy): the log's key, named after the web address, its witnesses and their quorum. */
export function logPolicy(
  of: {
    readonly origin: string;
    readonly name: string;
    readonly witnesses: readonly LogWitness[];
    readonly quorum: number;
  },
  rawKey: string,
): string {
  const { origin, name: logName, witnesses, quorum } = of;
  const names = witnesses.map(({ name }) => name).join(' ');
  const text = [
    `log ${logVerifierKey(logName, rawKey)} ${origin}/log`,
    ...witnesses.map(({ name, key: own, url }) => `witness ${name} ${own} ${url}`),
    ...(witnesses.length === 0 ? ['quorum none'] : [`group outside ${quorum} ${names}`, 'quorum outside']),
    '',
  ].join('\n');
  const read = parsePolicy(new TextEncoder().encode(text));
  if (read.kind === 'malformed')
    throw new CliError('option', `--witness, --quorum: these make no policy of the log (${read.problem}).`);
  return text;
}

/** The key as witnesses and verifiers are given it. */
export function logVerifierKey(name: string, rawKey: string): string {
  return formatVerifierKey(verifierKey(name, 'ed25519', fromBase64Url(rawKey) ?? new Uint8Array()));
}

/** A log is named after the programme's web address. */
export function logNameOf(origin: string): string {
  return `${new URL(origin).host}/log`;
}

/** More than half of them. */
export function defaultQuorum(witnesses: number): number {
  return Math.floor(witnesses / 2) + 1;
}
