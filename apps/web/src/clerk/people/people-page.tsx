import { fingerprintOf, type Person } from '@porchlight/statements';
import { useEffect, useState } from 'react';
import { useAct } from '../../api/use-act.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { dayAndTime, duration } from '../../ui/format-time.ts';
import { Badge } from '../../ui/notice.tsx';
import { useNow } from '../../ui/use-now.ts';
import { signAndPost } from '../clerk-calls.ts';
import type { ClerkProps } from '../clerk-page.tsx';
import { renewed, withoutPerson } from '../roster-edits.ts';
import { InviteForm } from './invite-form.tsx';
import { InviteList } from './invite-list.tsx';

/** The roster: who may look, and who may change that. */
export function PeoplePage(props: ClerkProps) {
  const { overview, site, me, refresh } = props;
  const now = useNow(60_000);
  const act = useAct();
  const clerks = overview.roster.people.filter((p) => p.roles.includes('clerk')).length;
  const { addingTakes } = overview.roster;
  const renew = async () => {
    await act.run(() => signAndPost({ me, site }, renewed(overview, Date.now())));
    await refresh();
  };
  return (
    <>
      <div className="stack">
        <h1>People</h1>
        <p className="quiet">
          Named people only, each with a key of their own. {peopleRule(clerks, addingTakes)}
        </p>
      </div>
      <ul className="stack">
        {overview.roster.people.map((person) => (
          <PersonCard key={person.id} person={person} {...props} />
        ))}
      </ul>
      <section className="card" aria-labelledby="renew-title">
        <h2 id="renew-title">This list holds for {duration(overview.roster.expiresAt - now)}</h2>
        <p className="quiet">
          Until {dayAndTime(overview.roster.expiresAt, site.timeZone)}. A list that nobody renews ends by
          itself, and with it every look.
        </p>
        <FaultNotice fault={act.fault} />
        <Button busy={act.busy} onClick={renew}>
          {act.busy ? 'Waiting for your key …' : 'Renew for 29 days'}
        </Button>
      </section>
      <InviteList {...props} />
      <InviteForm {...props} />
    </>
  );
}

function peopleRule(clerks: number, addingTakes: number): string {
  if (addingTakes === 1)
    return 'While there is one clerk, one signature adds people. Invite a second clerk first.';
  if (clerks >= 2) return 'Adding takes two clerks; striking off takes any one.';
  return 'Only one clerk is left: striking off and pausing go on, but adding takes two. The holders of the root keys can begin a new list.';
}

function PersonCard(props: ClerkProps & { person: Person }) {
  const { person, overview, me, site, refresh } = props;
  const [sure, setSure] = useState(false);
  const act = useAct();
  const without = withoutPerson(overview, person.id, Date.now());
  const strike = async () => {
    if (without === undefined) return;
    await act.run(() => signAndPost({ me, site }, withoutPerson(overview, person.id, Date.now()) ?? without));
    setSure(false);
    await refresh();
  };
  return (
    <li className="card person">
      <div className="row row--ends">
        <h2>
          {person.name} {person.id === me.id && <span className="small">(you)</span>}
        </h2>
        <span className="row">
          {person.roles.map((role) => (
            <Badge key={role}>{role}</Badge>
          ))}
        </span>
      </div>
      <Fingerprints person={person} />
      <FaultNotice fault={act.fault} />
      {sure ? (
        <div className="row">
          <Button look="stop" busy={act.busy} onClick={strike}>
            {act.busy ? 'Waiting for your key …' : `Strike ${person.name} off now`}
          </Button>
          <Button onClick={() => setSure(false)}>No</Button>
        </div>
      ) : without === undefined ? (
        <p className="small">The last clerk cannot be struck off.</p>
      ) : (
        <Button onClick={() => setSure(true)}>Strike off</Button>
      )}
    </li>
  );
}

function Fingerprints({ person }: { person: Person }) {
  const [prints, setPrints] = useState<readonly string[]>([]);
  useEffect(() => {
    Promise.all(person.keys.map(fingerprintOf)).then(setPrints);
  }, [person]);
  return (
    <p className="small">
      {person.id} · key <span className="mono">{prints.join(' · ')}</span>
    </p>
  );
}
