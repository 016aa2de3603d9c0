import { useEffect, useState } from 'react';
import { TextField } from './field.tsx';

/** A number that may be typed freely; `onValue` hears of it only while it is one within the range. */
export function NumberField(props: {
  label: string;
  value: number;
  min: number;
  max: number;
  step?: number;
  hint?: string;
  onValue: (value: number) => void;
}) {
  const { label, value, min, max, step = 1, hint, onValue } = props;
  const [text, setText] = useState(String(value));
  const typed = Number(text);
  const good = text.trim() !== '' && Number.isFinite(typed) && typed >= min && typed <= max;
  useEffect(() => {
    setText((was) => (Number(was) === value && was.trim() !== '' ? was : String(value)));
  }, [value]);
  return (
    <TextField
      label={label}
      hint={hint}
      type="number"
      inputMode="decimal"
      className="input--short"
      value={text}
      min={min}
      max={max}
      step={step}
      error={good ? undefined : `A number from ${min} to ${max}.`}
      onChange={(event) => {
        setText(event.target.value);
        const next = Number(event.target.value);
        if (event.target.value.trim() !== '' && next >= min && next <= max) onValue(next);
      }}
      onBlur={() => setText(String(value))}
    />
  );
}
