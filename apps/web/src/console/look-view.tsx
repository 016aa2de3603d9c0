import './look-view.css';
import type { IncidentView, LookView as Look } from '@porchlight/contract';
import type { LookKeys } from '../player/epoch-keys.ts';
import type { MediaPool } from '../player/media-pool.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useLookPictures } from '../wall/use-look-pictures.ts';
import { Wall } from '../wall/wall.tsx';
import type { WallState } from '../wall/wall-state.ts';
import { PurposeStrip } from './purpose-strip.tsx';

interface LookViewProps {
  readonly pool: MediaPool;
  readonly look: Look;
  readonly keys: LookKeys;
  readonly incident: IncidentView | undefined;
  readonly wall: WallState;
  readonly onWall: (change: (state: WallState) => WallState) => void;
  readonly onHover: (cameraId: string | null) => void;
  readonly onEnd: () => void;
}

/** A look's strip and wall. */
export function LookView(props: LookViewProps) {
  const { pool, look, keys } = props;
  const pictures = useLookPictures(pool, look, keys);
  return (
    <div className="look">
      <PurposeStrip look={look} incident={props.incident} onEnd={props.onEnd} />
      <Wall
        pool={pool}
        look={look}
        pictures={pictures}
        state={props.wall}
        onState={props.onWall}
        onHover={props.onHover}
      />
    </div>
  );
}

/** A running look of this operator whose key another page holds: its pictures cannot be opened here. */
export function LookElsewhere({ look, onEnd }: { look: Look; onEnd: () => void }) {
  return (
    <div className="look-elsewhere">
      <Notice tone="wait" title="This look was opened in another window.">
        <p>
          Its key never leaves the page that asked for it, so its {look.cameras.length} pictures cannot be
          opened here. Go on there, or end it and ask again.
        </p>
        <Button onClick={onEnd}>
          End it <kbd>E</kbd>
        </Button>
      </Notice>
    </div>
  );
}
