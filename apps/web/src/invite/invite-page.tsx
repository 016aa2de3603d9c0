import type { Site } from '@porchlight/contract';
import { useEffect, useState } from 'react';
import type { ApiResult } from '../api/api-result.ts';
import { useAct } from '../api/use-act.ts';
import { useSite } from '../api/use-site.ts';
import type { KeyChoice } from '../session/register-key.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { NewcomerFrame } from '../ui/newcomer-frame.tsx';
import { Notice, Waiting } from '../ui/notice.tsx';
import { acceptInvite, areasOf, type Invited, loadInvited } from './invite-calls.ts';
import { parseInvite } from './invite-link.ts';

/** Behind an invitation link: register a key, then wait until the clerks have signed it into the list. */
export function InvitePage() {
  const { site } = useSite();
  const [invite] = useState(() => parseInvite(location.hash));
  const [invited, setInvited] = useState<ApiResult<Invited>>();
  useEffect(() => {
    if (invite) loadInvited(invite.inviteId).then(setInvited);
  }, [invite]);
  const known = site?.kind === 'ok' ? site.value : undefined;
  return (
    <NewcomerFrame site={known}>
      {invite === undefined ? (
        <Notice tone="alarm" title="This address is not the whole link.">
          <p>Open the invitation exactly as you got it, with everything after the #.</p>
        </Notice>
      ) : site?.kind === 'fault' ? (
        <FaultNotice fault={site.fault} />
      ) : invited?.kind === 'fault' ? (
        <FaultNotice fault={invited.fault} />
      ) : known === undefined || invited === undefined ? (
        <Waiting />
      ) : (
        <Register site={known} invite={invite} invited={invited.value} />
      )}
    </NewcomerFrame>
  );
}

function Register(props: {
  site: Site;
  invite: { readonly inviteId: string; readonly secret: string };
  invited: Invited;
}) {
  const { site, invite, invited } = props;
  const [fingerprint, setFingerprint] = useState<string>();
  const act = useAct();
  const register = async (choice: KeyChoice) => {
    const answer = await act.run(() => acceptInvite(site, invite, invited, choice));
    if (answer === undefined) return;
    history.replaceState(null, '', location.pathname);
    setFingerprint(answer.fingerprint);
  };
  if (fingerprint !== undefined)
    return (
      <>
        <h1>Your key is registered.</h1>
        <p className="code">{fingerprint}</p>
        <p>
          Read these figures to the clerk who invited you. When the clerks have signed you into the list, you
          can sign in:
        </p>
        <div className="stack">
          {areasOf(invited.roles).map((area) => (
            <a key={area} className={buttonClass('plain', true, true)} href={`/${area}`}>
              {area === 'console' ? 'Operator’s console' : 'The programme’s office'}
            </a>
          ))}
        </div>
      </>
    );
  return (
    <>
      <p className="eyebrow">{site.name}</p>
      <h1>{invited.name}, you are invited.</h1>
      <p>
        As {invited.roles.join(' and ')}. You register a key that stays on one device: a security key, or this
        device’s own. Whatever you ask for later is signed with it and stands in the audit.
      </p>
      <FaultNotice fault={act.fault} />
      <Button look="primary" large wide busy={act.busy} onClick={() => register('passkey')}>
        {act.busy ? 'Waiting for your key …' : 'Register my key'}
      </Button>
      {site.synthetic && (
        <Button look="quiet" wide busy={act.busy} onClick={() => register('software')}>
          Use a key of this browser (demo only)
        </Button>
      )}
    </>
  );
}
