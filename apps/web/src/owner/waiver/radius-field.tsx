import { useId } from 'react';
import { NumberField } from '../../ui/number-field.tsx';
import { RADIUS_RANGE_M } from '../consent-draft.ts';

/** How near an incident must be: a slider and the number it stands for. */
export function RadiusField({ value, onValue }: { value: number; onValue: (metres: number) => void }) {
  const id = useId();
  const { min, max, step } = RADIUS_RANGE_M;
  return (
    <div className="stack">
      <label className="field__label" htmlFor={id}>
        How near must it be?
      </label>
      <p className="field__hint">
        {value} metres is about {Math.max(1, Math.round(value / 80))} minute{value < 120 ? '' : 's'} on foot.
        The council’s own limit holds as well.
      </p>
      <input
        id={id}
        className="slider"
        type="range"
        min={min}
        max={max}
        step={step}
        value={Math.min(max, Math.max(min, value))}
        aria-valuetext={`${value} metres`}
        onChange={(event) => onValue(event.target.valueAsNumber)}
      />
      <NumberField label="Metres" value={value} min={1} max={5000} onValue={(n) => onValue(Math.round(n))} />
    </div>
  );
}
