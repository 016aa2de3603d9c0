import { type ComponentProps, type ReactNode, useId } from 'react';

interface Around {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
}

/** A labelled text input; hint and error are read with it. */
export function TextField({ label, hint, error, className, ...input }: Around & ComponentProps<'input'>) {
  const id = useId();
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      {hint && (
        <p className="field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="field__error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
      <input
        {...input}
        id={id}
        className={className ? `input ${className}` : 'input'}
        aria-invalid={error ? true : undefined}
        aria-describedby={
          [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined
        }
      />
    </div>
  );
}

/** A checkbox or radio button whose whole line can be pressed. */
export function Choice({ label, hint, ...input }: Around & ComponentProps<'input'>) {
  return (
    <label className="check">
      <input {...input} />
      <span>
        {label}
        {hint && <span className="check__hint">{hint}</span>}
      </span>
    </label>
  );
}
