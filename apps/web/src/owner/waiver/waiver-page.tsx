import { ChevronLeft } from 'lucide-react';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Waiting } from '../../ui/notice.tsx';
import type { OwnerProps } from '../owner-page.tsx';
import { useWaiver } from './use-waiver.ts';
import { WaiverFlow } from './waiver-flow.tsx';

/** Reading, choosing, seeing the difference, signing. `only`: for this camera. */
export function WaiverPage(props: OwnerProps & { only?: string }) {
  const { overview, only } = props;
  const load = useWaiver(overview.consentVersion);
  if (load.kind === 'loading') return <Waiting>Getting the text</Waiting>;
  if (load.kind === 'fault') return <FaultNotice fault={load.fault} />;
  if (overview.cameras.length === 0)
    return (
      <>
        <a className="back" href="#/">
          <ChevronLeft size={18} aria-hidden="true" /> Home
        </a>
        <h1>There is nothing to sign for yet.</h1>
        <p>You sign for cameras, one by one. Connect a box and add a camera on its page first.</p>
      </>
    );
  return <WaiverFlow key={only ?? ''} {...props} waiver={load.waiver} sameTextSigned={load.sameTextSigned} />;
}
