import type { Expr, PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import { ATTRIBUTES, isPolicyAttribute, type PolicyAttribute } from './policy-context.ts';

/** Thrown and caught inside this package: where a text leaves the profile. */
export class OutsideProfile extends Error {
  override readonly name = 'OutsideProfile';
}

type Side = { readonly literal: unknown } | { readonly attribute: PolicyAttribute };

/**
 * Checks the condition of one `forbid` rule and returns the attributes it reads. Allowed: `&&`, `||`, `!`; a yes-or-no
 * attribute; `<`, `<=`, `>`, `>=` between numbers; `==`, `!=` and `["a", "b"].contains(…)` on class and tier.
 * Each attribute may stand only where more harm (farther, later, longer, wider, less consent) cannot turn a refusal into
 * a permit, so that law holds for every policy of the profile. Throws {@link OutsideProfile}.
 */
export function attributesOfRule(rule: PolicyJson): ReadonlySet<PolicyAttribute> {
  const [clause, ...more] = rule.conditions;
  if (clause === undefined || more.length > 0)
    throw new OutsideProfile('a forbid has exactly one `when` or `unless`');
  // What permits is the `unless`, or the opposite of the `when`.
  return new Set(attributesOf(clause.body, clause.kind === 'unless'));
}

interface Operands {
  readonly left: Expr;
  readonly right: Expr;
}

/** `permits`: true where the expression being true speaks for the permit. */
function attributesOf(expr: Expr, permits: boolean): PolicyAttribute[] {
  const [operator, operands] = soleEntry(expr);
  switch (operator) {
    case '&&':
    case '||': {
      const { left, right } = operands as Operands;
      return [...attributesOf(left, permits), ...attributesOf(right, permits)];
    }
    case '!':
      return attributesOf((operands as { arg: Expr }).arg, !permits);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return order(operator, operands as Operands, permits);
    case '==':
    case '!=':
      return equality(operator, operands as Operands, permits);
    case 'contains':
      return membership(operands as Operands);
    case '.':
      return yesOrNo(expr, permits);
    default:
      throw new OutsideProfile(`\`${operator}\` is not in the profile`);
  }
}

function yesOrNo(expr: Expr, permits: boolean): PolicyAttribute[] {
  const side = sideOf(expr);
  if (!('attribute' in side) || ATTRIBUTES[side.attribute] !== 'good')
    throw new OutsideProfile('only a yes-or-no attribute stands alone');
  if (!permits) throw new OutsideProfile(`\`${side.attribute}\` being true may only speak for a look`);
  return [side.attribute];
}

function order(
  operator: '<' | '<=' | '>' | '>=',
  { left, right }: Operands,
  permits: boolean,
): PolicyAttribute[] {
  const lessFirst = operator === '<' || operator === '<=';
  // The side that must be the smaller one for a permit may only hold what harms by growing.
  const [small, large] = lessFirst === permits ? [left, right] : [right, left];
  return [...ordered(small, 'harm-up', operator), ...ordered(large, 'harm-down', operator)];
}

function ordered(expr: Expr, bearing: 'harm-up' | 'harm-down', operator: string): PolicyAttribute[] {
  const side = sideOf(expr);
  if ('attribute' in side) {
    if (ATTRIBUTES[side.attribute] !== bearing)
      throw new OutsideProfile(`\`${side.attribute}\` stands on the wrong side of \`${operator}\``);
    return [side.attribute];
  }
  if (!Number.isSafeInteger(side.literal) || (side.literal as number) < 0)
    throw new OutsideProfile(`\`${operator}\` compares whole numbers from 0`);
  return [];
}

function equality(operator: '==' | '!=', { left, right }: Operands, permits: boolean): PolicyAttribute[] {
  const sides = [sideOf(left), sideOf(right)];
  const named = sides.find((side) => 'attribute' in side);
  const text = sides.find((side) => 'literal' in side)?.literal;
  const bearing = named && ATTRIBUTES[named.attribute];
  if (named === undefined || typeof text !== 'string' || (bearing !== 'tier' && bearing !== 'label'))
    throw new OutsideProfile(`\`${operator}\` compares class or tier with a text`);
  // `tier == "incident"` may permit, and nothing else said of the tier may.
  if (bearing === 'tier' && (text !== 'incident' || (operator === '==') !== permits))
    throw new OutsideProfile('only the tier "incident" may speak for a look');
  return [named.attribute];
}

function membership({ left, right }: Operands): PolicyAttribute[] {
  const [kind, elements] = soleEntry(left);
  const literals = kind === 'Set' ? (elements as Expr[]).map(sideOf) : [];
  const side = sideOf(right);
  const texts = literals.every((item) => 'literal' in item && typeof item.literal === 'string');
  if (literals.length === 0 || !texts || !('attribute' in side) || ATTRIBUTES[side.attribute] !== 'label')
    throw new OutsideProfile('`contains` looks for the class in a list of texts');
  return [side.attribute];
}

function sideOf(expr: Expr): Side {
  const [kind, inner] = soleEntry(expr);
  if (kind === 'Value') return { literal: inner };
  if (kind === '.') {
    const { left, attr } = inner as { left: Expr; attr: string };
    const [root, name] = soleEntry(left);
    if (root === 'Var' && name === 'context') {
      if (isPolicyAttribute(attr)) return { attribute: attr };
      throw new OutsideProfile(`\`context.${attr}\` does not exist`);
    }
  }
  throw new OutsideProfile('comparisons are between attributes of the context and literals');
}

function soleEntry(expr: Expr): [string, unknown] {
  const entries = Object.entries(expr);
  if (entries.length !== 1) throw new OutsideProfile('an expression of an unknown form');
  return entries[0] as [string, unknown];
}
