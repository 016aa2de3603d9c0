/** Control characters that JSON leaves as they are, line separators, and marks that turn the direction of text. */
const UNSEEN = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/g;
/** The same, and those that JSON escapes by itself. */
const UNPRINTABLE = /[\p{Cc}\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** What must never stand in a log, whatever field it comes in; `[^\s"\\]` keeps to the inside of a JSON text. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\brtsps?:\/\/[^\s"\\]+/gi, 'rtsp://[cut]'],
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s"\\/@]*@/gi, '$1[cut]@'],
  [/\b(Bearer|Basic)\s+[^\s"\\,;]+/gi, '$1 [cut]'],
  [/\b(porchlight_[a-z]+)=[^\s"\\;]*/g, '$1=[cut]'],
  [/\b(token|secret|password|passwd|pwd|code)=[^\s"\\&;]+/gi, '$1=[cut]'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[^"]*/g, '[private key cut]'],
];

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * One line of a JSON log, safe to show in a terminal and to keep: credentials, tokens, cookies and camera addresses are cut, and
 * nothing in it moves a cursor, ends a line or turns text round. It stays the JSON it was. It is the second line of defence: what
 * is logged should hold no secret to begin with.
 */
export function safeLogLine(line: string): string {
  const cut = SECRETS.reduce((text, [secret, mark]) => text.replace(secret, mark), line);
  return cut.replace(UNSEEN, escaped);
}

/** Text of a stranger for one line of a terminal: without secrets, every control character written out. At most 2,000 characters. */
export function plainLine(text: string): string {
  const cut = SECRETS.reduce((t, [secret, mark]) => t.replace(secret, mark), text.slice(0, 2000));
  return cut.replace(UNPRINTABLE, escaped);
}
