import { useEffect } from 'react';
import { middleOf } from '../../map/point-field.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { PoseEditor } from '../cameras/pose-editor.tsx';
import { type ConsentDraft, poseAt } from '../consent-draft.ts';
import type { OwnerProps } from '../owner-page.tsx';

type Props = OwnerProps & { draft: ConsentDraft; onDraft: (draft: ConsentDraft) => void; onNext: () => void };

/** Name, place and direction of one camera. Police see the place only after a look was granted. */
export function PlaceStep({ site, overview, draft, onDraft, onNext }: Props) {
  const { pose } = draft;
  // Begins beside the owner's other cameras, else in the middle of the programme's area.
  useEffect(() => {
    if (pose === null) onDraft({ ...draft, pose: poseAt(nearby(site, overview)) });
  }, [pose, draft, onDraft, site, overview]);
  if (pose === null) return null;
  return (
    <>
      <h1>Where does “{draft.label}” stand, and where does it look?</h1>
      <p className="quiet">
        Drag the camera to its place and the arrow to where it points. Distances are measured from here.
        Police see the place only once a look was granted, never before.
      </p>
      <PoseEditor site={site} pose={pose} onPose={(next) => onDraft({ ...draft, pose: next })} />
      <TextField
        label="What it is called"
        hint="Operators see this name during a look. Leave out names of people."
        value={draft.label}
        maxLength={80}
        error={draft.label.trim() === '' ? 'Give the camera a name.' : undefined}
        onChange={(event) => onDraft({ ...draft, label: event.target.value })}
      />
      <Button look="primary" large wide disabled={draft.label.trim() === ''} onClick={onNext}>
        Next
      </Button>
    </>
  );
}

function nearby(site: OwnerProps['site'], overview: OwnerProps['overview']) {
  const placed = overview.cameras.find((c) => c.consent !== null)?.consent?.pose.position;
  if (placed) return placed;
  return middleOf(site);
}
