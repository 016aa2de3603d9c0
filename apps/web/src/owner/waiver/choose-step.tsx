import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/field.tsx';
import type { ConsentDraft } from '../consent-draft.ts';

export function ChooseStep(props: {
  drafts: readonly ConsentDraft[];
  chosen: readonly string[];
  onChosen: (chosen: readonly string[]) => void;
  onNext: () => void;
}) {
  const { drafts, chosen, onChosen, onNext } = props;
  const toggle = (id: string, on: boolean) => onChosen(on ? [...chosen, id] : chosen.filter((c) => c !== id));
  return (
    <>
      <fieldset className="stack">
        <legend>
          <h1>Which cameras is this about?</h1>
        </legend>
        <p className="quiet">The others stay as they are.</p>
        {drafts.map(({ cameraId, label }) => (
          <Choice
            key={cameraId}
            type="checkbox"
            label={label}
            checked={chosen.includes(cameraId)}
            onChange={(event) => toggle(cameraId, event.target.checked)}
          />
        ))}
      </fieldset>
      <Button look="primary" large wide disabled={chosen.length === 0} onClick={onNext}>
        Next
      </Button>
    </>
  );
}
