import './console.css';
import { useCallback, useEffect, useState } from 'react';
import { IncidentMap } from '../map/incident-map.tsx';
import { type PictureSupport, pictureSupport } from '../player/h264-support.ts';
import { MediaPool } from '../player/media-pool.ts';
import type { SignedInProps } from '../session/signed-in-page.tsx';
import { MapGuard } from '../ui/map-guard.tsx';
import { Notice } from '../ui/notice.tsx';
import { EMPTY_WALL, focusedOn, type WallState, withCameras } from '../wall/wall-state.ts';
import { CameraList } from './camera-list.tsx';
import { IncidentPanel } from './incident-panel.tsx';
import { IncidentQueue } from './incident-queue.tsx';
import { KeyHelp } from './key-help.tsx';
import { LookElsewhere, LookView } from './look-view.tsx';
import { TopBar } from './top-bar.tsx';
import { useConsole } from './use-console.ts';
import { useConsoleKeys } from './use-console-keys.ts';

const PROGRAMME_STATES = {
  paused: 'The programme is paused. No camera opens until two clerks resume it.',
  'not-started': 'The programme has not started yet. No camera opens before its first day.',
  over: 'The programme has ended. No camera opens any more.',
} as const;

export interface ConsoleAppProps extends SignedInProps {
  /** Selects this incident when it changes, as the demo's guide does. */
  readonly incidentId?: string | undefined;
}

/** The operator's whole screen: queue, map, wall. */
export function ConsoleApp({ site, me, handle, incidentId }: ConsoleAppProps) {
  const hold = useConsole(me, site, handle.ended);
  const { state, selected, look, keys, select } = hold;
  useEffect(() => {
    if (incidentId !== undefined) select(incidentId);
  }, [incidentId, select]);
  const { pool, broken } = useMediaPool();
  const [support, setSupport] = useState<PictureSupport>({ kind: 'ok' });
  const [wall, setWall] = useState<WallState>(EMPTY_WALL);
  const [hovered, setHovered] = useState<string | null>(null);
  const [help, setHelp] = useState(false);
  const toggleHelp = useCallback(() => setHelp((open) => !open), []);
  useConsoleKeys(hold, toggleHelp);
  useEffect(() => {
    void pictureSupport().then(setSupport);
  }, []);
  useEffect(() => setWall((before) => withCameras(before, look?.cameras ?? [])), [look?.cameras]);
  const focusCamera = useCallback((id: string) => setWall((before) => focusedOn(before, id)), []);

  const { context } = state;
  const closed =
    context === undefined || context.state === 'running' ? undefined : PROGRAMME_STATES[context.state];
  const showWall = look !== undefined && keys !== undefined && pool !== undefined;
  return (
    <div className="console" data-wall={showWall}>
      <TopBar
        site={site}
        me={me}
        link={hold.link}
        onHelp={toggleHelp}
        onLeave={() => void handle.signOut()}
      />
      <div className="console-notices">
        {closed !== undefined && <Notice tone="wait" title={closed} />}
        {hold.link === 'lost' && (
          <Notice
            tone="alarm"
            title="The programme’s server is out of reach. What you see may be old; pictures end by themselves."
          />
        )}
        {support.kind === 'missing' && <Notice tone="alarm" title={support.sentence} />}
        {broken && (
          <Notice
            tone="alarm"
            title="A part of this page broke, and pictures are missing. Load the page again."
          />
        )}
      </div>
      <IncidentQueue
        incidents={state.incidents}
        looks={state.looks}
        selectedId={selected?.incidentId}
        onSelect={hold.select}
      />
      <main className="console-main">
        {showWall && (
          <LookView
            key={look.requestId}
            pool={pool}
            look={look}
            keys={keys}
            incident={selected}
            wall={wall}
            onWall={setWall}
            onHover={setHovered}
            onEnd={() => void hold.endLook()}
          />
        )}
        {!showWall && look?.state === 'running' && (
          <LookElsewhere look={look} onEnd={() => void hold.endLook()} />
        )}
      </main>
      <aside className="console-side">
        {selected !== undefined && look?.state !== 'running' && (
          <IncidentPanel
            site={site}
            incident={selected}
            follow={hold.follow}
            asking={hold.asking}
            refusals={hold.refusals}
            minutes={context?.defaultMinutes ?? 0}
            lookAgain={look !== undefined}
            onFollow={hold.toggleFollow}
            onBringUp={() => void hold.bringUp()}
          />
        )}
        <MapGuard instead="The lists beside it hold the same: incidents at the left, and below the cameras of a look.">
          <IncidentMap
            site={site}
            incidents={state.incidents}
            selected={selected}
            look={look}
            order={wall.order}
            highlighted={hovered ?? (showWall ? wall.focused : null)}
            onHover={setHovered}
            onSelectIncident={hold.select}
            onSelectCamera={focusCamera}
          />
        </MapGuard>
        {look !== undefined && (
          <CameraList
            look={look}
            order={wall.order}
            highlighted={hovered}
            onHover={setHovered}
            onSelect={focusCamera}
          />
        )}
      </aside>
      {help && <KeyHelp onClose={() => setHelp(false)} />}
    </div>
  );
}

/** The media workers, started with the console and ended with it. */
function useMediaPool(): { pool: MediaPool | undefined; broken: boolean } {
  const [pool, setPool] = useState<MediaPool>();
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    const started = new MediaPool(() => setBroken(true));
    setPool(started);
    return () => started.close();
  }, []);
  return { pool, broken };
}
