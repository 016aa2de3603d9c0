import { type ClerkNoView, NO_VIEW_RADIUS_M, type NoViewState, type Site } from '@porchlight/contract';
import type { LatLon } from '@porchlight/domain';
import { useState } from 'react';
import { useAct } from '../../api/use-act.ts';
import { middleOf, PointField } from '../../map/point-field.tsx';
import { whatWords } from '../../no-view/no-view-words.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { TextField } from '../../ui/field.tsx';
import { day } from '../../ui/format-time.ts';
import { Badge } from '../../ui/notice.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { endCase, sendOn } from './no-view-office-calls.ts';

const STATE_WORDS: Readonly<Record<NoViewState, string>> = {
  received: 'Waits for you',
  asked: 'Sent on',
  finished: 'Finished',
  refused: 'Not sent on',
  closed: 'Closed',
  withdrawn: 'Taken back',
  lapsed: 'Lapsed: the office did not act',
};

interface CardProps {
  readonly site: Site;
  readonly view: ClerkNoView;
  readonly onChanged: () => void;
}

/** One request, and what the office can do with it. */
export function CaseCard(props: CardProps) {
  const { site, view } = props;
  const [doing, setDoing] = useState<'send-on' | 'end'>();
  const open = view.state === 'received' || view.state === 'asked';
  return (
    <section className="card" aria-label={`Case ${view.caseNumber}`}>
      <div className="row row--ends">
        <h2>{view.place || 'Erased'}</h2>
        <Badge {...(view.state === 'received' && { tone: 'wait' })}>{STATE_WORDS[view.state]}</Badge>
      </div>
      {view.place !== '' && <p>{whatWords(view)}</p>}
      <p className="small">
        {view.caseNumber} · received {day(view.receivedAt, site.timeZone)}
        {view.state === 'received' && `, act by ${day(view.officeBy, site.timeZone)}`}
        {view.deadline !== null && `, answers until ${day(view.deadline, site.timeZone)}`}
      </p>
      {view.reason !== '' && <p className="quiet">Your words: {view.reason}</p>}
      {open && doing === undefined && (
        <div className="row">
          {view.state === 'received' && (
            <Button look="primary" onClick={() => setDoing('send-on')}>
              Send on
            </Button>
          )}
          <Button onClick={() => setDoing('end')}>
            {view.state === 'received' ? 'Do not send on' : 'Close'}
          </Button>
        </div>
      )}
      {doing === 'send-on' && <SendOn {...props} onBack={() => setDoing(undefined)} />}
      {doing === 'end' && <End {...props} onBack={() => setDoing(undefined)} />}
    </section>
  );
}

function SendOn({ site, view, onChanged, onBack }: CardProps & { onBack: () => void }) {
  const [point, setPoint] = useState<LatLon>(view.position ?? middleOf(site));
  const [radiusM, setRadiusM] = useState<number>(view.radiusM ?? NO_VIEW_RADIUS_M.usual);
  const [placed, setPlaced] = useState(view.position !== null);
  const act = useAct();
  const send = async (): Promise<void> => {
    if ((await act.run(() => sendOn(view.caseNumber, point, radiusM))) === undefined) return;
    onBack();
    onChanged();
  };
  const move = (next: LatLon): void => {
    setPoint(next);
    setPlaced(true);
  };
  return (
    <>
      <h3>Where is it?</h3>
      <p className="quiet">
        {view.position === null ? 'The neighbour gave the address alone.' : 'The neighbour set the pin.'}{' '}
        Owners of cameras within the distance are asked.
      </p>
      <PointField site={site} point={point} onPoint={move} />
      <NumberField
        label="Distance, metres"
        value={radiusM}
        min={NO_VIEW_RADIUS_M.least}
        max={NO_VIEW_RADIUS_M.most}
        onValue={setRadiusM}
      />
      <FaultNotice fault={act.fault} />
      <div className="row">
        <Button look="primary" busy={act.busy} disabled={!placed} onClick={send}>
          Send on to whoever may film it
        </Button>
        <Button look="quiet" onClick={onBack}>
          Back
        </Button>
      </div>
    </>
  );
}

function End({ view, onChanged, onBack }: CardProps & { onBack: () => void }) {
  const [reason, setReason] = useState('');
  const act = useAct();
  const how = view.state === 'received' ? 'refuse' : 'close';
  const end = async (): Promise<void> => {
    if ((await act.run(() => endCase(view.caseNumber, how, reason.trim()))) === undefined) return;
    onBack();
    onChanged();
  };
  return (
    <>
      <TextField
        label="Why? The neighbour reads this."
        value={reason}
        maxLength={300}
        onChange={(event) => setReason(event.target.value)}
      />
      <FaultNotice fault={act.fault} />
      <div className="row">
        <Button look="stop" busy={act.busy} disabled={reason.trim().length < 3} onClick={end}>
          {how === 'refuse' ? 'Do not send on' : 'Close it'}
        </Button>
        <Button look="quiet" onClick={onBack}>
          Back
        </Button>
      </div>
    </>
  );
}
