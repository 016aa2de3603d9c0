import type { NoViewAnswer, OwnerAsk } from '@porchlight/contract';
import { useAct } from '../../api/use-act.ts';
import { whatWords } from '../../no-view/no-view-words.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { day } from '../../ui/format-time.ts';
import { answerAsk } from '../owner-calls.ts';
import type { OwnerProps } from '../owner-page.tsx';

const ANSWER_WORDS: Readonly<Record<NoViewAnswer, string>> = {
  covered: 'You said that you covered it.',
  'not-seen': 'You said that this camera does not see it.',
  declined: 'You said that you would rather not.',
};

/** A neighbour asks that a place is not filmed. Whatever the owner answers, or whether, stays with the owner. */
export function AskCard({ ask, ...props }: OwnerProps & { ask: OwnerAsk }) {
  const { overview, site, refresh } = props;
  const act = useAct();
  const answer = async (cameraId: string, said: NoViewAnswer): Promise<void> => {
    if ((await act.run(() => answerAsk(ask.askId, cameraId, said))) !== undefined) await refresh();
  };
  return (
    <section className="card" aria-labelledby={`ask-${ask.askId}`}>
      <h2 id={`ask-${ask.askId}`}>A neighbour asks not to be filmed</h2>
      <p>
        <b>{ask.place}</b>
        <br />
        {whatWords(ask)}
      </p>
      <p className="quiet">
        You decide, and nobody else is told what you decide: not the neighbour, not the office, not the
        police. The request goes away on {day(ask.deadline, site.timeZone)}.
      </p>
      {ask.cameras.map(({ cameraId, answer: said }) => {
        const label = overview.cameras.find((each) => each.cameraId === cameraId)?.label;
        if (label === undefined) return null;
        return (
          <fieldset key={cameraId} className="stack">
            <legend>
              <b>{label}</b>
            </legend>
            {said !== null && <p>{ANSWER_WORDS[said]}</p>}
            <div className="row">
              <a className={buttonClass(said === null ? 'primary' : 'plain')} href={`#/cover/${cameraId}`}>
                Cover it
              </a>
              {said !== 'covered' && (
                <Button busy={act.busy} onClick={() => answer(cameraId, 'covered')}>
                  It is covered
                </Button>
              )}
              {said !== 'not-seen' && (
                <Button busy={act.busy} onClick={() => answer(cameraId, 'not-seen')}>
                  This camera does not see it
                </Button>
              )}
              {said !== 'declined' && (
                <Button look="quiet" busy={act.busy} onClick={() => answer(cameraId, 'declined')}>
                  I would rather not
                </Button>
              )}
            </div>
          </fieldset>
        );
      })}
      <FaultNotice fault={act.fault} />
    </section>
  );
}
