/** What is checked, in the order it is told; each with the words a person reads. */
export const CHECKS = {
  tiles: 'Every entry leads to the root of the checkpoint',
  checkpoint: 'The log signed the checkpoint, and enough outside witnesses countersigned it',
  history: 'The log only ever grew since the checkpoints seen before',
  entries: 'Every entry is of a known kind and written in the one way it can be',
  root: 'The root is the one given, and its successors carry its signatures',
  papers: 'Programme and policy are signed, and their versions rise',
  roster: 'The list of people is unbroken and was valid when it was used',
  pause: 'Pauses and resumptions follow each other',
  incidents: 'Incidents continue and close what stands before them',
  requests: 'Every request names an earlier incident that was open, of the same class',
  rules: 'Every request keeps the policy and the list of people in force',
  running: 'No request was made outside the programme’s dates or during a pause',
  outcomes: 'Every request that is over has exactly one outcome',
  disclosures: 'What must be disclosed was disclosed when it was due',
  erasures: 'Erasures come after what had to be disclosed; they and audits point at entries that are there',
  openings: 'The openings given open the entries, and what they open keeps every rule',
} as const;
export type CheckName = keyof typeof CHECKS;

/** One thing that is wrong. */
export interface Finding {
  readonly code: FindingCode;
  /** Index of the entry. */
  readonly leaf?: number;
  readonly sentence: string;
}

export const FINDINGS = {
  'tile-missing': 'tiles',
  'tile-altered': 'tiles',
  'checkpoint-unreadable': 'checkpoint',
  'other-log-key': 'checkpoint',
  'bad-signature': 'checkpoint',
  'too-few-witnesses': 'checkpoint',
  'split-view': 'history',
  'log-shrank': 'history',
  'entry-unreadable': 'entries',
  'other-programme': 'entries',
  'order-in-time': 'entries',
  'root-missing': 'root',
  'root-unsigned': 'root',
  'other-root': 'root',
  'root-version': 'root',
  'paper-unsigned': 'papers',
  'paper-version': 'papers',
  'paper-unreadable': 'papers',
  'roster-gap': 'roster',
  'roster-fork': 'roster',
  'roster-too-long': 'roster',
  'roster-expired': 'roster',
  'pause-sequence': 'pause',
  'resume-without-pause': 'pause',
  'incident-chain': 'incidents',
  'close-without-incident': 'incidents',
  'request-without-incident': 'requests',
  'request-incident-closed': 'requests',
  'request-class': 'requests',
  'request-chain': 'requests',
  'request-minutes': 'rules',
  'request-class-not-listed': 'rules',
  'request-policy': 'rules',
  'request-roster': 'rules',
  'request-operator': 'rules',
  'request-disclosure-day': 'rules',
  'request-while-paused': 'running',
  'request-outside-dates': 'running',
  'outcome-missing': 'outcomes',
  'outcome-twice': 'outcomes',
  'outcome-without-request': 'outcomes',
  'outcome-shape': 'outcomes',
  'disclosure-missing': 'disclosures',
  'disclosure-without-request': 'disclosures',
  'disclosure-does-not-open': 'disclosures',
  'erasure-of-nothing': 'erasures',
  'erasure-too-early': 'erasures',
  'audit-of-nothing': 'erasures',
  'opening-without-entry': 'openings',
  'opening-does-not-open': 'openings',
  'opened-paper-forged': 'openings',
  'opened-paper-other': 'openings',
  'opened-too-far': 'openings',
  'opened-against-terms': 'openings',
  'opened-against-policy': 'openings',
} as const satisfies Record<string, CheckName>;
export type FindingCode = keyof typeof FINDINGS;

export type Verdict = 'PASS' | 'FAIL' | 'CANNOT-CHECK';

export interface CheckResult {
  readonly name: CheckName;
  readonly title: string;
  readonly verdict: Verdict;
  /** Everything wrong, at most {@link MAX_FINDINGS} of it. */
  readonly findings: readonly Finding[];
  /** How many there are. */
  readonly count: number;
  /** Why it could not be checked. */
  readonly because?: string;
}

export interface Report {
  /** The programme's root allows software keys and town cameras only: a demo. Undefined when no root could be read. */
  readonly synthetic: boolean | undefined;
  readonly programme: string | undefined;
  readonly size: number;
  readonly checks: readonly CheckResult[];
  /** Figures of the log, such as requests and outcomes by kind. */
  readonly counts: Readonly<Record<string, number>>;
  /** The newest checkpoint, to be remembered; undefined when it did not hold. */
  readonly checkpoint: string | undefined;
}

/** Findings kept a check: the first ones say what is wrong. */
export const MAX_FINDINGS = 100;

/** 0: nothing failed and nothing was skipped; 1: a violation; 2: something could not be checked. */
export function exitCodeOf(report: Report): 0 | 1 | 2 {
  if (report.checks.some(({ verdict }) => verdict === 'FAIL')) return 1;
  return report.checks.some(({ verdict }) => verdict === 'CANNOT-CHECK') ? 2 : 0;
}

/** Collects what is wrong as the log is read. */
export class Findings {
  readonly #found = new Map<CheckName, { list: Finding[]; count: number }>();
  readonly #skipped = new Map<CheckName, string>();

  add(code: FindingCode, sentence: string, leaf?: number): void {
    const check = FINDINGS[code];
    const held = this.#found.get(check) ?? { list: [], count: 0 };
    held.count += 1;
    if (held.list.length < MAX_FINDINGS)
      held.list.push({ code, sentence, ...(leaf === undefined ? {} : { leaf }) });
    this.#found.set(check, held);
  }

  /** The check was not made, or not to its end. */
  skip(check: CheckName, because: string): void {
    if (!this.#skipped.has(check)) this.#skipped.set(check, because);
  }

  results(names: readonly CheckName[]): CheckResult[] {
    return names.map((name) => {
      const { list = [], count = 0 } = this.#found.get(name) ?? {};
      const because = this.#skipped.get(name);
      const verdict = count > 0 ? 'FAIL' : because === undefined ? 'PASS' : 'CANNOT-CHECK';
      const skipped = because === undefined ? {} : { because };
      return { name, title: CHECKS[name], verdict, findings: list, count, ...skipped };
    });
  }
}
