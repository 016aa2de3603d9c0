import { NO_VIEW_PARTS, type NoViewPost, type Site } from '@porchlight/contract';
import { useState } from 'react';
import { middleOf, PointField } from '../map/point-field.tsx';
import { Button } from '../ui/button.tsx';
import { Choice, TextField } from '../ui/field.tsx';
import { PART_WORDS } from './no-view-words.ts';

interface StepProps {
  readonly site: Site;
  readonly draft: NoViewPost;
  readonly onDraft: (draft: NoViewPost) => void;
  readonly onNext: () => void;
  readonly busy: boolean;
}

/** The place, in words; on the map when the neighbour likes. */
export function WhereStep({ site, draft, onDraft, onNext }: StepProps) {
  const [tried, setTried] = useState(false);
  const [mapped, setMapped] = useState(draft.position !== null);
  const short = draft.place.trim().length < 3;
  return (
    <>
      <h1>Which place should no camera show?</h1>
      <p className="quiet">
        You need no account and no reason. The programme’s office passes this on to people whose cameras may
        film the place. It is not shown to the police.
      </p>
      <TextField
        label="Street and number"
        autoComplete="street-address"
        value={draft.place}
        maxLength={200}
        error={tried && short ? 'Write which place you mean.' : undefined}
        onChange={(event) => onDraft({ ...draft, place: event.target.value })}
      />
      {mapped ? (
        <>
          <p className="quiet">
            {draft.position === null
              ? 'Press where it is, or move the pin there.'
              : 'The pin stands where it is.'}
          </p>
          <PointField
            site={site}
            point={draft.position ?? middleOf(site)}
            onPoint={(position) => onDraft({ ...draft, position })}
          />
          <Button
            look="quiet"
            onClick={() => {
              setMapped(false);
              onDraft({ ...draft, position: null });
            }}
          >
            Leave the map out
          </Button>
        </>
      ) : (
        <Button onClick={() => setMapped(true)}>Show it on the map, too</Button>
      )}
      <Button look="primary" large wide onClick={() => (short ? setTried(true) : onNext())}>
        Next
      </Button>
    </>
  );
}

/** What of it should not be seen. */
export function WhatStep({ draft, onDraft, onNext }: StepProps) {
  const [tried, setTried] = useState(false);
  const empty = draft.parts.length === 0 && draft.words.trim() === '';
  const toggle = (part: (typeof NO_VIEW_PARTS)[number]): void => {
    const parts = draft.parts.includes(part)
      ? draft.parts.filter((each) => each !== part)
      : [...draft.parts, part];
    onDraft({ ...draft, parts });
  };
  return (
    <>
      <h1>What should not be seen?</h1>
      <fieldset className="stack">
        <legend className="quiet">Choose all that apply.</legend>
        {NO_VIEW_PARTS.map((part) => (
          <Choice
            key={part}
            type="checkbox"
            label={PART_WORDS[part]}
            checked={draft.parts.includes(part)}
            onChange={() => toggle(part)}
          />
        ))}
      </fieldset>
      <TextField
        label="In your own words, if you like"
        hint="The owners who are asked read this. Leave out names."
        value={draft.words}
        maxLength={500}
        error={tried && empty ? 'Choose something, or describe it.' : undefined}
        onChange={(event) => onDraft({ ...draft, words: event.target.value })}
      />
      <Button look="primary" large wide onClick={() => (empty ? setTried(true) : onNext())}>
        Next
      </Button>
    </>
  );
}

/** How to be told of the end; sending. */
export function EmailStep({ draft, onDraft, onNext, busy }: StepProps) {
  return (
    <>
      <h1>Shall we write to you when it is over?</h1>
      <TextField
        label="E-mail address, if you like"
        hint="Used for that one message, then erased. Nobody but the programme’s server has it."
        type="email"
        autoComplete="email"
        value={draft.email}
        maxLength={200}
        onChange={(event) => onDraft({ ...draft, email: event.target.value })}
      />
      <p>
        What you wrote is erased a week after your request has ended. You can take it back at any time. You
        will not be told whether there are cameras near the place: that would show where they hang.
      </p>
      <Button look="primary" large wide busy={busy} onClick={onNext}>
        {busy ? 'Sending …' : 'Send'}
      </Button>
    </>
  );
}
