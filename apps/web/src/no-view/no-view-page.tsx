import { useState } from 'react';
import { useSite } from '../api/use-site.ts';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { NewcomerFrame } from '../ui/newcomer-frame.tsx';
import { Notice, Waiting } from '../ui/notice.tsx';
import { parseCaseLink } from './case-link.ts';
import { CasePage } from './case-page.tsx';
import { RequestForm } from './request-form.tsx';

/** For a neighbour who does not want to be filmed: the form, and behind the link of a case how it stands. No account. */
export function NoViewPage() {
  const { site } = useSite();
  const [link] = useState(() => parseCaseLink(location.hash));
  const known = site?.kind === 'ok' ? site.value : undefined;
  return (
    <NewcomerFrame site={known}>
      {site?.kind === 'fault' ? (
        <FaultNotice fault={site.fault} />
      ) : known === undefined ? (
        <Waiting />
      ) : link === undefined ? (
        <Notice tone="alarm" title="This address is not the whole link.">
          <p>Open it exactly as you kept it, with everything after the #.</p>
        </Notice>
      ) : link === 'new' ? (
        <RequestForm site={known} />
      ) : (
        <CasePage site={known} link={link} />
      )}
    </NewcomerFrame>
  );
}
