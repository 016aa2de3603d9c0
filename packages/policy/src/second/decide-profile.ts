import type { PolicyContext } from '../policy-context.ts';
import { type Expression, NotProfile, type ProfileRule, parseProfile, type Term } from './parse-profile.ts';

export type { ProfileRule } from './parse-profile.ts';

export type SecondOpinion =
  | { readonly kind: 'permit' }
  | { readonly kind: 'refuse'; readonly rules: readonly ProfileRule[] }
  /** The text is not of the profile, so nothing may open. */
  | { readonly kind: 'unreadable' };

/** The rules of a text, as this evaluator reads them; undefined when it is not of the profile. Never throws. */
export function readProfile(cedar: string): readonly ProfileRule[] | undefined {
  try {
    return parseProfile(cedar);
  } catch (error) {
    if (error instanceof NotProfile) return undefined;
    throw error;
  }
}

/** Decides as Cedar does, by code of our own: without WebAssembly, for verifiers and browsers. */
export function decideProfile(
  rules: readonly ProfileRule[] | undefined,
  context: PolicyContext,
): SecondOpinion {
  if (rules === undefined) return { kind: 'unreadable' };
  const forbidding = rules.filter(
    ({ clause, condition }) => holds(condition, context) === (clause === 'when'),
  );
  return forbidding.length === 0 ? { kind: 'permit' } : { kind: 'refuse', rules: forbidding };
}

function holds(expression: Expression, context: PolicyContext): boolean {
  switch (expression.kind) {
    case 'and':
      return holds(expression.left, context) && holds(expression.right, context);
    case 'or':
      return holds(expression.left, context) || holds(expression.right, context);
    case 'not':
      return !holds(expression.inner, context);
    case 'attribute':
      return context[expression.name] === true;
    case 'contains':
      return expression.list.includes(String(context[expression.of]));
    case 'compare':
      return compared(expression, context);
  }
}

function compared(
  { operator, left, right }: Extract<Expression, { kind: 'compare' }>,
  context: PolicyContext,
): boolean {
  const [a, b] = [termOf(left, context), termOf(right, context)];
  if (operator === '==') return a === b;
  if (operator === '!=') return a !== b;
  if (typeof a !== 'number' || typeof b !== 'number') return false;
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

function termOf(term: Term, context: PolicyContext): string | number | boolean {
  return term.kind === 'attribute' ? context[term.name] : term.value;
}
