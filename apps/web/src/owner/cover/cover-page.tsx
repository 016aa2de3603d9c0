import './cover.css';
import { Camera, ChevronLeft, Plus, Save, Trash2, Undo2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useAct } from '../../api/use-act.ts';
import { Button } from '../../ui/button.tsx';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Notice, Waiting } from '../../ui/notice.tsx';
import type { OwnerProps } from '../owner-page.tsx';
import { type CoverSubject, cover, loadMasks, type Polygons, takePicture } from './cover-calls.ts';
import { CoverCanvas } from './cover-canvas.tsx';
import { CoverList } from './cover-list.tsx';
import { MOST_SHAPES, newShape, onlyAdds } from './shapes.ts';

/** Covering something in a camera's picture: the house opposite, a neighbour's door. */
export function CoverPage(props: OwnerProps & { cameraId: string }) {
  const { overview, site, me, cameraId } = props;
  const camera = overview.cameras.find((each) => each.cameraId === cameraId);
  if (camera === undefined) return <h1>This camera is not here.</h1>;
  const { gatewayId } = camera;
  return (
    <>
      <a className="back" href={`#/camera/${cameraId}`}>
        <ChevronLeft size={18} aria-hidden="true" /> {camera.label}
      </a>
      <h1>Cover something in the picture</h1>
      <p>
        What you cover is painted black in your box, before anything leaves it. Nobody can take it away again
        but you, and police see that something is covered.
      </p>
      <Editor subject={{ site, me, ownerId: overview.ownerId, gatewayId, cameraId }} />
    </>
  );
}

interface Held {
  readonly version: number;
  readonly polygons: Polygons;
  readonly possible: boolean;
  readonly detail: string;
}

function Editor({ subject }: { subject: CoverSubject }) {
  const { gatewayId, cameraId } = subject;
  const [held, setHeld] = useState<Held>();
  const [history, setHistory] = useState<readonly Polygons[]>([]);
  const [shapes, setShapes] = useState<Polygons>([]);
  const [chosen, setChosen] = useState(0);
  const [picture, setPicture] = useState<ImageBitmap>();
  const [saved, setSaved] = useState(false);
  const act = useAct();
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once for each camera
  useEffect(() => {
    act
      .run(() => loadMasks(subject))
      .then((masks) => {
        if (masks === undefined) return;
        setHeld(masks);
        setShapes(masks.polygons);
      });
  }, [gatewayId, cameraId]);
  useEffect(() => () => picture?.close(), [picture]);
  if (held === undefined)
    return act.fault ? <FaultNotice fault={act.fault} /> : <Waiting>Asking your box</Waiting>;
  if (!held.possible) return <Notice tone="alarm" title={held.detail} />;
  const change = (next: Polygons): void => {
    setHistory((before) => [...before.slice(-50), shapes]);
    setShapes(next);
    setSaved(false);
  };
  const look = async (): Promise<void> => {
    const taken = await act.run(() => takePicture(subject));
    if (taken) setPicture(taken);
  };
  const signs = !onlyAdds(held.polygons, shapes);
  const save = async (): Promise<void> => {
    const version = held.version + 1;
    const done = await act.run(() => cover(subject, version, shapes, signs));
    if (!done) return;
    setHeld({ ...held, version, polygons: shapes });
    setHistory([]);
    setSaved(true);
    if (picture) await look();
  };
  const changed = JSON.stringify(shapes) !== JSON.stringify(held.polygons);
  return (
    <div className="stack">
      <CoverCanvas picture={picture} shapes={shapes} chosen={chosen} onChoose={setChosen} onShapes={change} />
      <div className="row">
        <Button large onClick={look} busy={act.busy}>
          <Camera size={18} aria-hidden="true" />{' '}
          {picture ? 'Take the picture again' : 'Show what the camera sees'}
        </Button>
        <Button
          large
          onClick={() => {
            change([...shapes, newShape()]);
            setChosen(shapes.length);
          }}
          disabled={shapes.length >= MOST_SHAPES}
        >
          <Plus size={18} aria-hidden="true" /> Cover a place
        </Button>
        <Button
          large
          disabled={shapes[chosen] === undefined}
          onClick={() => change(shapes.filter((_, i) => i !== chosen))}
        >
          <Trash2 size={18} aria-hidden="true" /> Uncover this one
        </Button>
        <Button
          large
          disabled={history.length === 0}
          onClick={() => {
            setShapes(history.at(-1) ?? shapes);
            setHistory(history.slice(0, -1));
          }}
        >
          <Undo2 size={18} aria-hidden="true" /> Undo
        </Button>
      </div>
      <CoverList shapes={shapes} chosen={chosen} onChoose={setChosen} onShapes={change} />
      <FaultNotice fault={act.fault} />
      <p aria-live="polite" className="quiet">
        {saved && !changed && 'Your box covers this now.'}
        {changed && signs && 'This uncovers something, so your key is asked for.'}
        {changed && !signs && 'This only covers more, so no key is asked for.'}
      </p>
      <Button look="primary" large wide busy={act.busy} disabled={!changed} onClick={save}>
        <Save size={18} aria-hidden="true" /> {signs ? 'Sign and save' : 'Save'}
      </Button>
    </div>
  );
}
