import type { ClerkOverview } from '@porchlight/contract';
import { useAct } from '../../api/use-act.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { dayAndTime } from '../../ui/format-time.ts';
import { Badge } from '../../ui/notice.tsx';
import { removeInvite, signAndPost } from '../clerk-calls.ts';
import type { ClerkProps } from '../clerk-page.tsx';
import { withPerson } from '../roster-edits.ts';

/** Invitations that are out, and registered keys that wait to be signed into the list. */
export function InviteList(props: ClerkProps) {
  const { invites, roster } = props.overview;
  const listed = new Set(roster.people.flatMap((person) => person.keys.map((key) => key.raw)));
  const open = invites.filter((invite) => invite.key === null || !listed.has(invite.key.raw));
  if (open.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="invites-title">
      <h2 id="invites-title">Invited</h2>
      <ul className="stack">
        {open.map((invite) => (
          <InviteCard key={invite.inviteId} invite={invite} {...props} />
        ))}
      </ul>
    </section>
  );
}

function InviteCard(props: ClerkProps & { invite: ClerkOverview['invites'][number] }) {
  const { invite, overview, me, site, refresh } = props;
  const { key } = invite;
  const act = useAct();
  const waiting = overview.pending.some((p) => p.kind === 'roster');
  const add = async () => {
    if (key === null) return;
    await act.run(() => signAndPost({ me, site }, withPerson(overview, { ...invite, key }, Date.now())));
    await refresh();
  };
  const remove = async () => {
    await act.run(() => removeInvite(invite.inviteId));
    await refresh();
  };
  return (
    <li className="card">
      <div className="row row--ends">
        <h3>{invite.name}</h3>
        <span className="row">
          {invite.roles.map((role) => (
            <Badge key={role}>{role}</Badge>
          ))}
        </span>
      </div>
      {key === null ? (
        <p className="quiet">
          The link was not used yet. It works until {dayAndTime(invite.expiresAt, site.timeZone)}.
        </p>
      ) : (
        <>
          <p>
            The key is registered: <span className="mono">{invite.keyFingerprint}</span>
          </p>
          <p className="quiet">
            Compare the figures with the person before you sign: they see the same on their page.
          </p>
        </>
      )}
      <FaultNotice fault={act.fault} />
      <div className="row">
        {key !== null && (
          <Button look="primary" busy={act.busy} disabled={waiting} onClick={add}>
            {act.busy ? 'Waiting for your key …' : 'Sign into the list'}
          </Button>
        )}
        <Button busy={act.busy} onClick={remove}>
          Take the invitation back
        </Button>
      </div>
      {key !== null && waiting && (
        <p className="small">A change of people waits for another clerk’s signature above.</p>
      )}
    </li>
  );
}
