import type { Hours } from '@porchlight/domain';
import { Choice, TextField } from '../../ui/field.tsx';
import { hoursWords, minuteWords, parseMinute } from '../terms-words.ts';

const NIGHT: Hours = { kind: 'daily', fromMinute: 22 * 60, toMinute: 6 * 60 };

export function HoursField(props: { hours: Hours; timeZone: string; onHours: (hours: Hours) => void }) {
  const { hours, timeZone, onHours } = props;
  const daily = hours.kind === 'daily' ? hours : undefined;
  const change = (end: 'fromMinute' | 'toMinute', text: string) => {
    const minute = parseMinute(text);
    if (daily && minute !== undefined) onHours({ ...daily, [end]: minute });
  };
  return (
    <fieldset>
      <legend className="field__label">At what hours?</legend>
      <Choice
        type="radio"
        name="hours"
        label="At any hour"
        checked={!daily}
        onChange={() => onHours({ kind: 'always' })}
      />
      <Choice
        type="radio"
        name="hours"
        label="At certain hours only"
        checked={daily !== undefined}
        onChange={() => onHours(NIGHT)}
      />
      {daily && (
        <div className="stack">
          <div className="row">
            <TextField
              label="From"
              type="time"
              className="input--time"
              value={minuteWords(daily.fromMinute)}
              onChange={(event) => change('fromMinute', event.target.value)}
            />
            <TextField
              label="To"
              type="time"
              className="input--time"
              value={minuteWords(daily.toMinute)}
              onChange={(event) => change('toMinute', event.target.value)}
            />
          </div>
          <p className="field__hint">
            {hoursWords(daily)}, in the programme’s time ({timeZone.replaceAll('_', ' ')}).
          </p>
        </div>
      )}
    </fieldset>
  );
}
