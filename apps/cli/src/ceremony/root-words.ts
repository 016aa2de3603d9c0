import { fingerprintOf, groupFingerprint, type RootStatement, rootFingerprint } from '@porchlight/statements';
import { formatVerifierKey, parsePolicy } from '@porchlight/translog';

/** Everything a root delegates, a line each, for people who read it aloud at the table. */
export async function rootWords(root: RootStatement): Promise<string[]> {
  const keys = async (label: string, named: RootStatement['rootKeys']): Promise<string[]> =>
    Promise.all(
      named.map(
        async (key, n) => `${n === 0 ? label.padEnd(18) : ' '.repeat(18)} ${await fingerprintOf(key)}`,
      ),
    );
  return [
    `programme          ${root.programme}, version ${root.version} of its root`,
    `root fingerprint   ${await rootFingerprint(root)}`,
    ...(root.synthetic ? ['SYNTHETIC          software keys and simulated cameras only'] : []),
    `web address        ${root.origin}`,
    `root keys          any ${root.threshold} of these ${root.rootKeys.length}`,
    ...(await keys('', root.rootKeys)),
    ...(await keys('dispatch keys', root.intakeKeys)),
    ...(await keys('policy keys', root.policyKeys)),
    ...(await keys('administrator', [root.bootstrapKey])),
    ...(await Promise.all(
      (root.auditors ?? []).map(
        async ({ name, signKey }) => `auditor            ${name} ${await fingerprintOf(signKey)}`,
      ),
    )),
    ...logWords(root),
  ];
}

function logWords({ log }: RootStatement): string[] {
  const read = parsePolicy(new TextEncoder().encode(log.policy));
  if (read.kind === 'malformed') return ['public log         cannot be read'];
  const { logs, witnesses, quorum } = read.policy;
  const enough = quorum.kind === 'group' ? quorum.threshold : quorum.kind === 'witness' ? 1 : 0;
  return [
    ...logs.map(({ key }) => `public log         ${formatVerifierKey(key)}`),
    `witnesses          ${enough} of ${witnesses.length} countersign it`,
    ...witnesses.map(({ name, key, url }) =>
      `                   ${name} ${groupFingerprint(key.publicKey)} ${url ?? ''}`.trimEnd(),
    ),
  ];
}

/** The lines that a new root adds and takes away. */
export async function rootChanges(before: RootStatement, after: RootStatement): Promise<string[]> {
  const [old, fresh] = [await rootWords(before), await rootWords(after)];
  return [
    ...old.filter((line) => !fresh.includes(line)).map((line) => `- ${line}`),
    ...fresh.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ];
}
