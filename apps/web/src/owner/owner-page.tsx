import '../ui/portal.css';
import './owner.css';
import type { OwnerOverview } from '@porchlight/contract';
import { useCallback, useState } from 'react';
import type { SignedInProps } from '../session/signed-in-page.tsx';
import { Button } from '../ui/button.tsx';
import { FaultNotice } from '../ui/fault-notice.tsx';
import { Brand } from '../ui/lamp.tsx';
import { Badge, Notice, Waiting } from '../ui/notice.tsx';
import { BoxPage } from './box/box-page.tsx';
import { CameraPage } from './cameras/camera-page.tsx';
import { CamerasPage } from './cameras/cameras-page.tsx';
import { CoverPage } from './cover/cover-page.tsx';
import { HistoryPage } from './history-page.tsx';
import { HomePage } from './home/home-page.tsx';
import { LiveBanner } from './home/live-banner.tsx';
import { StopSheet } from './home/stop-sheet.tsx';
import { AddCameraPage } from './host/add-camera-page.tsx';
import { HostPage } from './host/host-page.tsx';
import { MovePage } from './host/move-page.tsx';
import { OwnerBar } from './owner-bar.tsx';
import { ProfilePage } from './profile-page.tsx';
import { ProofPage, SealedProofPage } from './proof-page.tsx';
import { RingPage } from './ring/ring-page.tsx';
import { type OwnerRoute, useRoute } from './route.ts';
import type { OpenedLook } from './sealed/opened-look.ts';
import { useSealed } from './sealed/use-sealed.ts';
import { useOverview } from './use-overview.ts';
import { ReceiptPage } from './waiver/receipt-page.tsx';
import { WaiverPage } from './waiver/waiver-page.tsx';

/** What every page of the owner's gets. */
export interface OwnerProps extends SignedInProps {
  readonly overview: OwnerOverview;
  readonly refresh: () => Promise<void>;
  /** What was sealed to this device, newest first; undefined while it is being opened. */
  readonly sealed: readonly OpenedLook[] | undefined;
  /** Ends every running look at once, and offers a pause. */
  readonly stopAll: () => void;
}

export function OwnerPage(props: SignedInProps) {
  const { handle, site } = props;
  const ended = useCallback(() => handle.ended(), [handle.ended]);
  const { overview, fault, link, refresh } = useOverview(ended);
  const route = useRoute();
  const sealed = useSealed(overview?.ownerId);
  const [stopping, setStopping] = useState(false);
  if (overview === undefined)
    return (
      <main className="portal portal__main">
        {fault ? <FaultNotice fault={fault} /> : <Waiting>Asking your boxes</Waiting>}
        {fault && <Button onClick={refresh}>Try again</Button>}
      </main>
    );
  const page: OwnerProps = { ...props, overview, refresh, sealed, stopAll: () => setStopping(true) };
  return (
    <div className="portal owner">
      <a className="skip" href="#main">
        To the page
      </a>
      <header className="portal__head">
        <Brand href="#/" />
        {site.synthetic && <Badge tone="lamp">Demo</Badge>}
        {link === 'lost' && <Badge tone="wait">Not connected</Badge>}
      </header>
      {route.page !== 'home' && <LiveBanner {...page} />}
      <main id="main" className="portal__main owner__main">
        {link === 'lost' && (
          <Notice tone="wait" title="This page has lost its connection.">
            <p>What you see may be old. Your box holds to what you signed all the same.</p>
          </Notice>
        )}
        <Page route={route} page={page} />
      </main>
      <OwnerBar current={route.page} watching={overview.watching.length} onStop={() => setStopping(true)} />
      <StopSheet {...page} open={stopping} onClose={() => setStopping(false)} />
    </div>
  );
}

function Page({ route, page }: { route: OwnerRoute; page: OwnerProps }) {
  switch (route.page) {
    case 'home':
      return <HomePage {...page} />;
    case 'cameras':
      return <CamerasPage {...page} />;
    case 'camera':
      return <CameraPage {...page} cameraId={route.cameraId} />;
    case 'cover':
      return <CoverPage key={route.cameraId} {...page} cameraId={route.cameraId} />;
    case 'sign':
      return <WaiverPage {...page} {...(route.cameraId ? { only: route.cameraId } : {})} />;
    case 'history':
      return <HistoryPage {...page} />;
    case 'box':
      return <BoxPage {...page} />;
    case 'host':
      return <HostPage {...page} />;
    case 'add':
      return <AddCameraPage key={route.gatewayId} {...page} gatewayId={route.gatewayId} />;
    case 'move':
      return <MovePage key={route.gatewayId} {...page} gatewayId={route.gatewayId} />;
    case 'ring':
      return <RingPage {...page} />;
    case 'me':
      return <ProfilePage {...page} />;
    case 'proof':
      return <ProofPage {...page} requestId={route.requestId} cameraId={route.cameraId} />;
    case 'sealed':
      return <SealedProofPage {...page} index={route.index} part={route.part} />;
    case 'receipt':
      return <ReceiptPage {...page} version={route.version} />;
  }
}
