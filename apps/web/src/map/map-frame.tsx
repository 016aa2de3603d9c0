import './map-frame.css';
import { type ReactNode, Suspense } from 'react';
import { MapGuard } from '../ui/map-guard.tsx';
import { Waiting } from '../ui/notice.tsx';

/** Around a map that is loaded when it is needed; where none can be drawn, the number fields below it serve. */
export function MapFrame({ children }: { children: ReactNode }) {
  return (
    <MapGuard instead="Use the number fields below.">
      <Suspense
        fallback={
          <div className="map-frame">
            <Waiting>Loading the map</Waiting>
          </div>
        }
      >
        {children}
      </Suspense>
    </MapGuard>
  );
}
