import { expect, test } from 'vitest';
import { askNewest } from './ask-newest.ts';

test('an answer that a newer message overtook is asked for again', async () => {
  let heard = 0;
  const answers = ['somebody looks', 'nobody looks'];
  const ask = async () => {
    const answer = answers.shift();
    // The look ends while the first answer is on its way, and the socket tells so first.
    if (answer === 'somebody looks') heard += 1;
    return answer;
  };
  expect(await askNewest(ask, () => heard)).toBe('nobody looks');
});

test('one that nothing overtook is asked for once, and a storm of messages ends after four', async () => {
  let asked = 0;
  const ask = async () => ++asked;
  expect(await askNewest(ask, () => 7)).toBe(1);
  expect(await askNewest(ask, () => asked)).toBe(5);
});
