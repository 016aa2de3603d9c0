import { ATTRIBUTES, isPolicyAttribute, type PolicyAttribute } from '../policy-context.ts';
import { MAX_POLICY_RULES, textFault } from '../text-limits.ts';

/** A value compared: an attribute of the context, or a literal. */
export type Term =
  | { readonly kind: 'attribute'; readonly name: PolicyAttribute }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string };

export type Expression =
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not'; readonly inner: Expression }
  | { readonly kind: 'attribute'; readonly name: PolicyAttribute }
  | {
      readonly kind: 'compare';
      readonly operator: '<' | '<=' | '>' | '>=' | '==' | '!=';
      readonly left: Term;
      readonly right: Term;
    }
  | { readonly kind: 'contains'; readonly list: readonly string[]; readonly of: PolicyAttribute };

/** One named prohibition. It forbids when its condition, read as `when`, holds, or as `unless`, does not. */
export interface ProfileRule {
  readonly id: string;
  readonly section: string;
  readonly title: string;
  readonly clause: 'when' | 'unless';
  readonly condition: Expression;
}

/** Thrown and caught in this folder: the text is not of the profile. */
export class NotProfile extends Error {
  override readonly name = 'NotProfile';
}

const TOKEN =
  /\s+|\/\/[^\n\r]*|(?<text>"(?:\\[\s\S]|[^"\\])*")|(?<number>\d+)|(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<sign>&&|\|\||<=|>=|==|!=|[-<>!(){}[\],.;@])/y;

interface Token {
  readonly kind: 'text' | 'number' | 'word' | 'sign' | 'end';
  readonly value: string;
}

function tokensOf(cedar: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < cedar.length; ) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(cedar);
    if (match === null) throw new NotProfile(`an unknown sign at ${at}`);
    at = TOKEN.lastIndex;
    const { text, number, word, sign } = match.groups ?? {};
    if (text !== undefined) tokens.push({ kind: 'text', value: unquoted(text) });
    else if (number !== undefined) tokens.push({ kind: 'number', value: number });
    else if (word !== undefined) tokens.push({ kind: 'word', value: word });
    else if (sign !== undefined) tokens.push({ kind: 'sign', value: sign });
  }
  return tokens;
}

/** Cedar's escapes: \n \r \t \\ \0 \' \" \xHH (below 0x80) and \u{…}. */
function unquoted(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(/\\(?:x([0-7][0-9a-fA-F])|u\{([0-9a-fA-F]{1,6})\}|([\s\S]))/g, (_, x, u, c) => {
      if (x !== undefined || u !== undefined) return codePoint(Number.parseInt(x ?? u, 16));
      const plain = { n: '\n', r: '\r', t: '\t', '\\': '\\', '0': '\0', "'": "'", '"': '"' }[c as string];
      if (plain === undefined) throw new NotProfile('an unknown escape');
      return plain;
    });
}

function codePoint(value: number): string {
  if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) throw new NotProfile('an unknown escape');
  return String.fromCodePoint(value);
}

/** Reads a text of the profile (see `readPolicy`) without Cedar itself. Throws {@link NotProfile}. */
export function parseProfile(cedar: string): ProfileRule[] {
  const fault = textFault(cedar);
  if (fault !== undefined) throw new NotProfile(fault);
  return new Parser(tokensOf(cedar)).policy();
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  policy(): ProfileRule[] {
    const rules: ProfileRule[] = [];
    let permits = 0;
    while (this.#peek().kind !== 'end') {
      const annotations = this.#annotations();
      const effect = this.#take('word').value;
      this.#scope();
      if (effect === 'permit') {
        permits += 1;
        this.#sign(';');
      } else if (effect === 'forbid') rules.push(this.#rule(annotations));
      else throw new NotProfile(`neither permit nor forbid: ${effect}`);
    }
    if (permits !== 1) throw new NotProfile('exactly one permit');
    if (rules.length > MAX_POLICY_RULES) throw new NotProfile('too many rules');
    if (new Set(rules.map(({ id }) => id)).size !== rules.length)
      throw new NotProfile('two rules have one id');
    return rules;
  }

  #rule(annotations: ReadonlyMap<string, string>): ProfileRule {
    const clause = this.#take('word').value;
    if (clause !== 'when' && clause !== 'unless') throw new NotProfile('a rule has one when or unless');
    this.#sign('{');
    const condition = this.#or();
    this.#sign('}');
    this.#sign(';');
    const [id, section, title] = ['id', 'section', 'title'].map((name) => annotations.get(name));
    if (id === undefined || section === undefined || title === undefined || annotations.size !== 3)
      throw new NotProfile('a rule has id, section and title');
    return { id, section, title, clause, condition };
  }

  #annotations(): Map<string, string> {
    const found = new Map<string, string>();
    while (this.#is('@')) {
      this.#sign('@');
      const name = this.#take('word').value;
      this.#sign('(');
      const { value } = this.#take('text');
      this.#sign(')');
      if (found.has(name)) throw new NotProfile('an annotation stands twice');
      found.set(name, value);
    }
    return found;
  }

  #scope(): void {
    this.#sign('(');
    for (const [n, word] of ['principal', 'action', 'resource'].entries()) {
      if (n > 0) this.#sign(',');
      if (this.#take('word').value !== word) throw new NotProfile('rules apply to everything');
    }
    if (this.#is(',')) this.#sign(',');
    this.#sign(')');
  }

  #or(): Expression {
    let left = this.#and();
    while (this.#is('||')) {
      this.#sign('||');
      left = { kind: 'or', left, right: this.#and() };
    }
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    while (this.#is('&&')) {
      this.#sign('&&');
      left = { kind: 'and', left, right: this.#not() };
    }
    return left;
  }

  #not(): Expression {
    if (!this.#is('!')) return this.#relation();
    this.#sign('!');
    return { kind: 'not', inner: this.#not() };
  }

  #relation(): Expression {
    if (this.#is('(')) {
      this.#sign('(');
      const inner = this.#or();
      this.#sign(')');
      return inner;
    }
    if (this.#is('[')) return this.#membership();
    const left = this.#term();
    const { kind, value } = this.#peek();
    if (kind === 'sign' && ['<', '<=', '>', '>=', '==', '!='].includes(value)) {
      this.#at += 1;
      const operator = value as Extract<Expression, { kind: 'compare' }>['operator'];
      return { kind: 'compare', operator, left, right: this.#term() };
    }
    if (left.kind !== 'attribute' || ATTRIBUTES[left.name] !== 'good')
      throw new NotProfile('only a yes-or-no attribute stands alone');
    return left;
  }

  #membership(): Expression {
    this.#sign('[');
    const list = [this.#take('text').value];
    while (this.#is(',')) {
      this.#sign(',');
      if (this.#is(']')) break;
      list.push(this.#take('text').value);
    }
    this.#sign(']');
    this.#sign('.');
    if (this.#take('word').value !== 'contains') throw new NotProfile('a list has contains only');
    this.#sign('(');
    const of = this.#term();
    this.#sign(')');
    if (of.kind !== 'attribute') throw new NotProfile('contains takes an attribute');
    return { kind: 'contains', list, of: of.name };
  }

  #term(): Term {
    const token = this.#peek();
    this.#at += 1;
    if (token.kind === 'text') return { kind: 'text', value: token.value };
    if (token.kind === 'number') return { kind: 'number', value: Number(token.value) };
    if (token.kind !== 'word' || token.value !== 'context') throw new NotProfile('an unknown value');
    this.#sign('.');
    const name = this.#take('word').value;
    if (!isPolicyAttribute(name)) throw new NotProfile(`context.${name} does not exist`);
    return { kind: 'attribute', name };
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', value: '' };
  }

  #is(sign: string): boolean {
    const { kind, value } = this.#peek();
    return kind === 'sign' && value === sign;
  }

  #sign(sign: string): void {
    if (!this.#is(sign)) throw new NotProfile(`expected ${sign}`);
    this.#at += 1;
  }

  #take(kind: Token['kind']): Token {
    const token = this.#peek();
    if (token.kind !== kind) throw new NotProfile(`expected a ${kind}`);
    this.#at += 1;
    return token;
  }
}
