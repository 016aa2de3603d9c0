import { useState } from 'react';
import { TextField } from '../../ui/field.tsx';
import { day } from '../../ui/format-time.ts';
import { endOfDay } from '../pause-until.ts';
import { dateInput, middayOf } from './date-input.ts';

/** The last day, included: the permission ends with it, or with the programme if that ends earlier on it. */
export function UntilField(props: {
  until: number;
  endsAt: number;
  timeZone: string;
  onUntil: (until: number) => void;
}) {
  const { until, endsAt, timeZone, onUntil } = props;
  const [text, setText] = useState(dateInput(until - 1, timeZone));
  return (
    <TextField
      label="Until which day?"
      hint={`It ends by itself. The programme itself ends on ${day(endsAt, timeZone)}.`}
      type="date"
      value={text}
      min={dateInput(Date.now(), timeZone)}
      max={dateInput(endsAt, timeZone)}
      onChange={(event) => {
        setText(event.target.value);
        const midday = middayOf(event.target.value);
        if (midday === undefined) return;
        const end = endOfDay(midday, timeZone);
        const lastDay = dateInput(endsAt, timeZone) === event.target.value;
        onUntil(lastDay ? Math.min(end, endsAt) : end);
      }}
    />
  );
}
