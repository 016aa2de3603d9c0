import type { OwnerProps } from '../owner-page.tsx';
import { PauseButtons } from './pause-buttons.tsx';

export function PauseCard(props: OwnerProps) {
  return (
    <section className="card" aria-labelledby="pause-title">
      <h2 id="pause-title">Rather not now?</h2>
      <p className="quiet">
        A pause ends what runs and lets nobody in while it lasts. It needs no reason, and police cannot tell
        it from a camera that is switched off.
      </p>
      <PauseButtons {...props} />
    </section>
  );
}
