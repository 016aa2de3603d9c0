import './key-help.css';
import { useEffect, useRef } from 'react';
import { Button } from '../ui/button.tsx';

const KEYS: readonly (readonly [string, string])[] = [
  ['J K or ↓ ↑', 'move in the queue'],
  ['Enter', 'bring up the cameras of the circle'],
  ['F', 'follow the incident when it moves'],
  ['E', 'end the look'],
  ['1 – 9, 0', 'turn to a tile; 0 is the tenth'],
  ['← ↑ → ↓', 'walk the wall, from a tile'],
  ['Enter on a tile', 'maximise, and back'],
  ['Esc', 'back to all tiles'],
  ['C', 'take a tile up: arrows carry it, a number swaps, C puts it down'],
  ['?', 'this list'],
];

export function KeyHelp({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="key-help" onClose={onClose} aria-labelledby="key-help-title">
      <h2 id="key-help-title">Keys</h2>
      <dl className="key-list">
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <Button onClick={() => dialog.current?.close()}>Close</Button>
    </dialog>
  );
}
