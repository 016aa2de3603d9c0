import { CliError, failureText } from '../cli-error.ts';
import { startDemo } from '../demo/start-demo.ts';
import { LIE_NAMES, LIES, type LieName } from './lies.ts';
import { type LieOutcome, playLie } from './play-lie.ts';

/** Starts the demo with a hub that can lie to one gateway, plays the named lies and tells what each led to. Returns the exit status. */
export async function runAttack(name: string, onProgress: (line: string) => void): Promise<number> {
  const names = lieNames(name);
  const demo = await startDemo({ port: 0, ordinaryDay: false, lying: true, onProgress });
  try {
    const { stage } = demo;
    if (stage === undefined) throw new CliError('start', 'the demo has nobody to lie to');
    for (const each of names) print(await playLie({ ...stage, demo }, each));
    return 0;
  } catch (error) {
    console.error(failureText(error));
    return 1;
  } finally {
    await demo.close();
  }
}

function lieNames(name: string): readonly LieName[] {
  if (name === 'all') return LIE_NAMES;
  const known = LIE_NAMES.find((each) => each === name);
  if (known !== undefined) return [known];
  const list = LIE_NAMES.map((each) => `  ${each.padEnd(18)}${LIES[each].title}`).join('\n');
  throw new CliError('option', `--attack: name one of these, or all:\n${list}`);
}

function print({ name, title, sentences }: LieOutcome): void {
  console.log(`\n${name}: ${title}.`);
  console.log('  No picture left the box. Its owner reads:');
  for (const sentence of sentences) console.log(`    ${sentence}`);
  console.log('  Asked honestly again, it opens.');
}
