import type { ComponentProps } from 'react';

type Look = 'plain' | 'primary' | 'stop' | 'quiet';

export type ButtonProps = ComponentProps<'button'> & {
  look?: Look;
  large?: boolean;
  wide?: boolean;
  /** While true the button stays focusable, tells that it is busy and does nothing. */
  busy?: boolean;
};

/** The class names of a button, for links that look like one. */
export function buttonClass(look: Look = 'plain', large = false, wide = false): string {
  return ['button', look !== 'plain' && `button--${look}`, large && 'button--large', wide && 'button--wide']
    .filter(Boolean)
    .join(' ');
}

export function Button({ look, large, wide, busy = false, onClick, className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={
        className ? `${buttonClass(look, large, wide)} ${className}` : buttonClass(look, large, wide)
      }
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}
