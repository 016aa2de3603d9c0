import { type NoViewNumbers, noViewNumbersSchema } from '@porchlight/contract';
import { useEffect, useState } from 'react';
import { call } from '../api/call.ts';
import { buttonClass } from '../ui/button.tsx';

const told = (count: number | null): string =>
  count === null ? 'fewer than five' : count.toLocaleString('en');

/** How many neighbours asked not to be filmed, as far as it can be told without pointing at anybody; and the way to ask. */
export function NoViewNumbersCard() {
  const [numbers, setNumbers] = useState<NoViewNumbers>();
  useEffect(() => {
    call('GET', '/api/no-view/numbers', noViewNumbersSchema).then((answer) => {
      if (answer.kind === 'ok') setNumbers(answer.value);
    });
  }, []);
  return (
    <section className="card" aria-labelledby="no-view-title">
      <h2 id="no-view-title">Neighbours who do not want to be filmed</h2>
      <p className="quiet">
        Anybody may ask that a place is covered. The office passes it on; each owner decides, and nobody is
        told who was asked or what they decided.
      </p>
      {numbers && (
        <dl className="facts">
          <dt>Requests</dt>
          <dd>{told(numbers.received)}</dd>
          <dt>Sent on</dt>
          <dd>{told(numbers.sentOn)}</dd>
          <dt>Ended</dt>
          <dd>{told(numbers.ended)}</dd>
        </dl>
      )}
      <a className={buttonClass()} href="/no-view">
        Ask not to be filmed
      </a>
    </section>
  );
}
