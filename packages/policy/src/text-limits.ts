/** Largest policy text, UTF-16 units. */
export const MAX_POLICY_CHARS = 32_768;
export const MAX_POLICY_RULES = 64;
const MAX_BRACKETS_DEEP = 16;
const MAX_OPERATORS = 1500;

/**
 * What makes a text too large or too nested, or undefined. Runs before Cedar's parser: thousands of operators or brackets
 * overflow its stack, and its WebAssembly memory does not survive that.
 */
export function textFault(cedar: string): string | undefined {
  if (cedar.length > MAX_POLICY_CHARS) return `a policy has at most ${MAX_POLICY_CHARS} characters`;
  let depth = 0;
  let operators = 0;
  for (const token of cedar.matchAll(
    /\/\/[^\n\r]*|"(?:\\[\s\S]|[^"\\])*"|[()[\]{}]|[-&|!+*<>=.%/]|\b(?:if|in|is|has|like)\b/g,
  )) {
    const [text] = token;
    if (text.startsWith('//') || text.startsWith('"')) continue;
    if ('([{'.includes(text)) depth++;
    else if (')]}'.includes(text)) depth--;
    else operators++;
    if (depth > MAX_BRACKETS_DEEP) return `brackets stand at most ${MAX_BRACKETS_DEEP} deep`;
    if (operators > MAX_OPERATORS) return `a policy has at most ${MAX_OPERATORS} operator characters`;
  }
  return undefined;
}
