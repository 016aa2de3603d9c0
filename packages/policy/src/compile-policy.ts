import { setFlagsFromString } from 'node:v8';
import { preparsePolicySet, preparseSchema, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import { CEDAR_SCHEMA } from './cedar-schema.ts';
import type { PolicyContext } from './policy-context.ts';
import { type PolicyRule, readPolicy } from './read-policy.ts';

export type PolicyDecision =
  | { readonly kind: 'permit' }
  /** Every rule that forbids; empty when Cedar could not decide (a context of the wrong shape). */
  | { readonly kind: 'refuse'; readonly rules: readonly PolicyRule[] };

export interface CompiledPolicy {
  readonly rules: readonly PolicyRule[];
  /** Decides for one camera and one look. Never throws; what cannot be decided is refused. */
  decide(context: PolicyContext): PolicyDecision;
}

export type PolicyCompilation =
  | { readonly kind: 'ok'; readonly policy: CompiledPolicy }
  | { readonly kind: 'refused'; readonly detail: string };

// V8 of Node 20 inlines hot calls into WebAssembly, and ends the whole process ("unreachable code") when it later takes such code
// back: a box or hub after some thousand decisions. Read at each compilation, so it holds from here on.
setFlagsFromString('--no-turbo-inline-js-wasm-calls');

const SCHEMA_NAME = 'porchlight';
/** No rule can have this @id. */
const PERMIT_ID = '_permit';
/** Answers kept for each policy, some 400 bytes each. */
const MAX_ANSWERS = 1000;
/** Compiled texts stay in Cedar's memory and cannot be taken out, so each text is compiled once. */
const compiled = new Map<string, PolicyCompilation>();

/** Reads ({@link readPolicy}) and pre-parses a policy. The same text again costs nothing. Never throws. */
export function compilePolicy(cedar: string): PolicyCompilation {
  const known = compiled.get(cedar);
  if (known !== undefined) return known;
  const reading = readPolicy(cedar);
  // A refused text is not remembered: it takes no memory of Cedar's, and anybody could send many.
  if (reading.kind === 'refused') return reading;
  const setId = `policy-${compiled.size}`;
  const staticPolicies = Object.fromEntries(reading.rules.map((rule) => [rule.id, rule.cedar]));
  const answers = [
    preparseSchema(SCHEMA_NAME, CEDAR_SCHEMA),
    preparsePolicySet(setId, {
      staticPolicies: { ...staticPolicies, [PERMIT_ID]: 'permit (principal, action, resource);' },
    }),
  ];
  if (answers.some((answer) => answer.type === 'failure'))
    return { kind: 'refused', detail: 'the text could not be compiled' };
  const { rules } = reading;
  const compilation: PolicyCompilation = {
    kind: 'ok',
    policy: { rules, decide: remembering((context) => decide(setId, rules, context)) },
  };
  compiled.set(cedar, compilation);
  return compilation;
}

/**
 * The same question gets the same answer without asking Cedar again. A running look asks once a second for each camera, and its
 * context changes once a minute: Cedar was a fifth of what a box's processor did while twelve of its cameras were watched.
 */
function remembering(decideNow: CompiledPolicy['decide']): CompiledPolicy['decide'] {
  const answers = new Map<string, PolicyDecision>();
  return (context) => {
    const question = written(context);
    if (question === undefined) return { kind: 'refuse', rules: [] };
    const known = answers.get(question);
    if (known !== undefined) return known;
    const answer = decideNow(context);
    if (answers.size >= MAX_ANSWERS) answers.clear();
    answers.set(question, answer);
    return answer;
  };
}

/** Undefined for what JSON has no form of, and so Cedar neither. */
function written(context: PolicyContext): string | undefined {
  try {
    return JSON.stringify(context);
  } catch {
    return undefined;
  }
}

function decide(setId: string, rules: readonly PolicyRule[], context: PolicyContext): PolicyDecision {
  try {
    const answer = statefulIsAuthorized({
      principal: { type: 'Operator', id: 'operator' },
      action: { type: 'Action', id: 'look' },
      resource: { type: 'Camera', id: 'camera' },
      context: { ...context },
      preparsedSchemaName: SCHEMA_NAME,
      validateRequest: true,
      preparsedPolicySetId: setId,
      entities: [],
    });
    if (answer.type === 'failure') return { kind: 'refuse', rules: [] };
    const { decision, diagnostics } = answer.response;
    // Cedar skips a forbid whose evaluation fails; here that is a refusal.
    if (decision === 'allow' && diagnostics.errors.length === 0) return { kind: 'permit' };
    return { kind: 'refuse', rules: rules.filter((rule) => diagnostics.reason.includes(rule.id)) };
  } catch {
    return { kind: 'refuse', rules: [] };
  }
}
