import { INCIDENT_CLASSES, type IncidentClass } from '@porchlight/domain';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/field.tsx';
import { classTitle } from '../../ui/incident-words.ts';
import { type ConsentDraft, draftProblem } from '../consent-draft.ts';
import type { OwnerProps } from '../owner-page.tsx';
import { HoursField } from './hours-field.tsx';
import { RadiusField } from './radius-field.tsx';
import { UntilField } from './until-field.tsx';

type Props = OwnerProps & { draft: ConsentDraft; onDraft: (draft: ConsentDraft) => void; onNext: () => void };

/** When and for what one camera may be looked through. */
export function TermsStep({ draft, onDraft, onNext, overview, site }: Props) {
  const live = draft.tier === 'incident';
  const problem = draftProblem(draft, overview.programmeEndsAt, Date.now());
  const set = (changes: Partial<ConsentDraft>) => onDraft({ ...draft, ...changes });
  return (
    <>
      <h1>When may police look through “{draft.label}”?</h1>
      <fieldset className="stack">
        <legend className="field__label">How it takes part</legend>
        <Choice
          type="radio"
          name="tier"
          label="Live, when an incident I choose is reported nearby"
          checked={live}
          onChange={() => set({ tier: 'incident' })}
        />
        <Choice
          type="radio"
          name="tier"
          label="Registered only"
          hint="I may be asked for footage afterwards. Nobody can look live."
          checked={!live}
          onChange={() => set({ tier: 'registry' })}
        />
      </fieldset>
      {live && (
        <>
          <Classes chosen={draft.classes} onChosen={(classes) => set({ classes })} />
          <RadiusField value={draft.radiusM} onValue={(radiusM) => set({ radiusM })} />
          <HoursField hours={draft.hours} timeZone={site.timeZone} onHours={(hours) => set({ hours })} />
        </>
      )}
      <UntilField
        until={draft.until}
        endsAt={overview.programmeEndsAt}
        timeZone={site.timeZone}
        onUntil={(until) => set({ until })}
      />
      <p className="field__error" role="status">
        {problem}
      </p>
      <Button look="primary" large wide disabled={problem !== undefined} onClick={onNext}>
        Next
      </Button>
    </>
  );
}

function Classes(props: { chosen: readonly IncidentClass[]; onChosen: (classes: IncidentClass[]) => void }) {
  const { chosen, onChosen } = props;
  return (
    <fieldset>
      <legend className="field__label">For which kinds of incident?</legend>
      <div className="classes">
        {INCIDENT_CLASSES.map((c) => (
          <Choice
            key={c}
            type="checkbox"
            label={classTitle(c)}
            checked={chosen.includes(c)}
            onChange={(event) =>
              onChosen(INCIDENT_CLASSES.filter((o) => (o === c ? event.target.checked : chosen.includes(o))))
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
