import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CliError } from '../cli-error.ts';

const SHORTEST = 12;

/** From the file, else asked on the terminal without showing it; a new one twice. Throws CliError without either. */
export async function passphraseFor(file: string | undefined, fresh: boolean): Promise<string> {
  const text = file === undefined ? await asked('Passphrase: ') : (await read(file)).replace(/\r?\n$/, '');
  if (fresh && text.length < SHORTEST)
    throw new CliError(
      'passphrase',
      `A passphrase has at least ${SHORTEST} characters; four random words do well.`,
    );
  if (fresh && file === undefined && text !== (await asked('Once more:  ')))
    throw new CliError('passphrase', 'The two passphrases differ.');
  return text;
}

async function read(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CliError('option', `--passphrase-file: cannot read ${file}.`, { cause });
  });
}

async function asked(question: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new CliError('passphrase', 'There is no terminal to ask for a passphrase; give --passphrase-file.');
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  const answer = await lines.question('');
  lines.close();
  process.stderr.write('\n');
  return answer;
}
