import {
  type PolicyJson,
  policySetTextToParts,
  policyToJson,
  validate,
} from '@cedar-policy/cedar-wasm/nodejs';
import { CEDAR_SCHEMA } from './cedar-schema.ts';
import type { PolicyAttribute } from './policy-context.ts';
import { attributesOfRule, OutsideProfile } from './profile.ts';
import { MAX_POLICY_RULES, textFault } from './text-limits.ts';

/** One named prohibition of the ordinance. */
export interface PolicyRule {
  readonly id: string;
  /** Section of the ordinance, as it prints it. */
  readonly section: string;
  /** The sentence a resident reads. */
  readonly title: string;
  /** What the rule looks at. */
  readonly attributes: ReadonlySet<PolicyAttribute>;
  /** The rule as Cedar text. */
  readonly cedar: string;
}

export type PolicyReading =
  | { readonly kind: 'ok'; readonly rules: readonly PolicyRule[] }
  | { readonly kind: 'refused'; readonly detail: string };

/**
 * Reads a Cedar text in our profile: one `permit (principal, action, resource);` without condition, and named
 * `forbid (principal, action, resource) when|unless { … };` rules with `@id`, `@section` and `@title`; conditions as
 * in {@link attributesOfRule}; valid against the schema. Anything else is refused with a detail for its author. Never throws.
 */
export function readPolicy(cedar: string): PolicyReading {
  try {
    const fault = textFault(cedar);
    if (fault !== undefined) throw new OutsideProfile(fault);
    const rules = readRules(cedar);
    checkAgainstSchema(cedar);
    return { kind: 'ok', rules };
  } catch (error) {
    if (error instanceof OutsideProfile) return { kind: 'refused', detail: error.message };
    // The parser itself gave up (a WebAssembly trap): not a policy anybody wrote by hand.
    return { kind: 'refused', detail: 'the text could not be parsed' };
  }
}

function readRules(cedar: string): PolicyRule[] {
  const parts = policySetTextToParts(cedar);
  if (parts.type === 'failure') throw new OutsideProfile(parts.errors[0]?.message ?? 'not Cedar');
  if (parts.policy_templates.length > 0) throw new OutsideProfile('templates are not in the profile');
  if (parts.policies.length > MAX_POLICY_RULES + 1)
    throw new OutsideProfile(`at most ${MAX_POLICY_RULES} rules`);
  // Cedar hands the parts out in the order of their made-up ids (0, 1, 10, 2, …); readers want the author's.
  const all = parts.policies
    .map((text) => ({ text, json: parse(text), at: cedar.indexOf(text) }))
    .sort((a, b) => a.at - b.at);
  const permits = all.filter(({ json }) => json.effect === 'permit');
  if (permits.length !== 1 || permits[0]?.json.conditions.length !== 0)
    throw new OutsideProfile('exactly one `permit`, without condition; rules are `forbid`');
  const rules = all.filter(({ json }) => json.effect === 'forbid').map(({ text, json }) => rule(text, json));
  const ids = new Set(rules.map(({ id }) => id));
  if (ids.size !== rules.length) throw new OutsideProfile('two rules have one @id');
  return rules;
}

function parse(text: string): PolicyJson {
  const parsed = policyToJson(text);
  if (parsed.type === 'failure') throw new OutsideProfile(parsed.errors[0]?.message ?? 'not Cedar');
  const { principal, action, resource } = parsed.json;
  if ([principal, action, resource].some((scope) => scope.op !== 'All'))
    throw new OutsideProfile('rules apply to every principal, action and resource');
  return parsed.json;
}

function rule(cedar: string, json: PolicyJson): PolicyRule {
  const { id, section, title, ...unknown } = json.annotations ?? {};
  if (Object.keys(unknown).length > 0) throw new OutsideProfile('annotations are @id, @section and @title');
  if (id === undefined || !/^[A-Za-z0-9][A-Za-z0-9.-]{0,31}$/.test(id))
    throw new OutsideProfile('each forbid has an @id of 1–32 letters, digits, dots and hyphens');
  const plain = /^[^\p{Cc}\p{Cf}]+$/u;
  if (section === undefined || section.length > 80 || !plain.test(section))
    throw new OutsideProfile(`rule ${id} needs a @section of 1–80 characters`);
  if (title === undefined || title.length > 200 || !plain.test(title))
    throw new OutsideProfile(`rule ${id} needs a @title of 1–200 characters`);
  try {
    return { id, section, title, attributes: attributesOfRule(json), cedar };
  } catch (error) {
    throw error instanceof OutsideProfile ? new OutsideProfile(`rule ${id}: ${error.message}`) : error;
  }
}

function checkAgainstSchema(cedar: string): void {
  const answer = validate({ schema: CEDAR_SCHEMA, policies: { staticPolicies: cedar } });
  const fault = answer.type === 'failure' ? answer.errors[0] : answer.validationErrors[0]?.error;
  if (fault !== undefined) throw new OutsideProfile(fault.message);
}
