import type { DemoLie } from '@porchlight/contract';
import { useEffect, useState } from 'react';
import { useAct } from '../api/use-act.ts';
import { Button } from '../ui/button.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { AttemptCard } from './attempt-card.tsx';
import { demoState, tellLie } from './demo-calls.ts';

type Lies = readonly { readonly name: string; readonly title: string }[];

/** After the end: the hub itself lies to one box, which has the public log to hold against it. */
export function LieStep() {
  const [lies, setLies] = useState<Lies>([]);
  const [told, setTold] = useState<readonly (DemoLie & { readonly name: string })[]>([]);
  const act = useAct();
  useEffect(() => {
    demoState().then((answer) => {
      if (answer.kind === 'ok') setLies(answer.value.lies);
    });
  }, []);
  const left = lies.filter(({ name }) => told.every((each) => each.name !== name));
  const [next] = left;
  if (lies.length === 0) return null;
  const tell = (name: string) =>
    act.run(async () => {
      const answer = await tellLie(name);
      if (answer.kind === 'ok') setTold((before) => [{ ...answer.value, name }, ...before]);
      return answer;
    });
  return (
    <section className="step__lies" aria-label="A hub that lies">
      <p>
        And if the city’s own hub lies? A box reads the whole public log, which two outsiders countersign, and
        asks nobody else.
      </p>
      {next && (
        <Button large wide busy={act.busy} onClick={() => tell(next.name)}>
          {next.title}
        </Button>
      )}
      <FaultNotice fault={act.fault} />
      {told.map(({ name, title, sentences, pictures }) => (
        <AttemptCard
          key={name}
          title={title}
          attempt={{
            kind: pictures === 0 ? 'refused' : 'granted',
            sentences: [...sentences, 'No picture left the box.'],
          }}
        />
      ))}
    </section>
  );
}
