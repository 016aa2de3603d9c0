import {
  advanceTrust,
  type Envelope,
  openTrust,
  type PolicyStatement,
  type ProgrammeStatement,
  type RootStatement,
  statementHash,
  type Trust,
} from '@porchlight/statements';
import type { LeafOf } from '@porchlight/statements/leaf';
import type { Findings } from '../findings.ts';

/** Everybody's clock is after this: papers of the past are judged by themselves. */
const END_OF_TIME = 8.64e15;

/** Root, programme and policy as the log brings them in. */
export class ProgrammeJudge {
  readonly #findings: Findings;
  readonly #pin: string | undefined;
  #trust: Trust | undefined;
  /** Hashes of all policies so far, the newest last. */
  #policies: string[] = [];
  /** Texts of the log policies of all roots so far, the newest last. */
  readonly logPolicies: string[] = [];

  /** `pin`: of the root that was given; undefined when none was. */
  constructor(findings: Findings, pin: string | undefined) {
    this.#findings = findings;
    this.#pin = pin;
  }

  get root(): RootStatement | undefined {
    return this.#trust?.root;
  }

  get programme(): ProgrammeStatement | undefined {
    return this.#trust?.programme?.statement;
  }

  get policy(): PolicyStatement | undefined {
    return this.#trust?.policy?.statement;
  }

  get trust(): Trust | undefined {
    return this.#trust;
  }

  /** Whether a policy of that hash is the one in force. */
  isInForce(hash: string): boolean {
    return this.#policies.at(-1) === hash;
  }

  async read(index: number, leaf: LeafOf<'root' | 'programme' | 'policy'>): Promise<void> {
    if (leaf.kind === 'root') return this.#root(index, leaf.envelope);
    if (this.#trust === undefined) {
      this.#findings.add('root-missing', `A ${leaf.kind} stands before any root.`, index);
      return;
    }
    const verdict = await advanceTrust(this.#trust, leaf.envelope, END_OF_TIME);
    if (verdict.kind === 'refused') {
      const code = ['older', 'fork'].includes(verdict.code) ? 'paper-version' : 'paper-unsigned';
      this.#findings.add(code, `The ${leaf.kind} does not hold: ${verdict.detail}.`, index);
      return;
    }
    if (verdict.value === this.#trust)
      this.#findings.add('paper-version', `The ${leaf.kind} stands in the log twice.`, index);
    this.#trust = verdict.value;
    if (leaf.kind === 'policy') this.#policies.push(await statementHash(leaf.envelope));
  }

  async #root(index: number, envelope: Envelope): Promise<void> {
    const before = this.#trust;
    const opened = before
      ? await advanceTrust(before, envelope, END_OF_TIME)
      : await openTrust(envelope, this.#pin);
    if (opened.kind === 'ok') {
      this.#trust = opened.value;
      this.logPolicies.push(opened.value.root.log.policy);
      return;
    }
    const { code, detail } = opened;
    if (code === 'wrong-pin')
      this.#findings.add(
        'other-root',
        'This is another root than the one given, or than the log began with.',
        index,
      );
    else if (code === 'older' || code === 'fork')
      this.#findings.add('root-version', `The root does not follow the one before: ${detail}.`, index);
    else this.#findings.add('root-unsigned', `The root does not hold: ${detail}.`, index);
  }
}
