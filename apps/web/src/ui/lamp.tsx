/** The porch lamp. `lit`: this may be asked for. Decorative: say the state in words beside it. */
export function Lamp({ size = 24, lit = true }: { size?: number; lit?: boolean }) {
  return (
    <svg
      className={lit ? undefined : 'lamp-dim'}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      {lit && <circle cx="12" cy="13" r="11" fill="var(--lamp)" opacity="0.22" />}
      <path d="M12 2v2.4" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      <path
        d="M6.6 9 12 4.2 17.4 9z"
        fill="currentColor"
        stroke="currentColor"
        strokeWidth="1.2"
        strokeLinejoin="round"
      />
      <path
        d="M8 10.6h8l.9 7.4H7.1z"
        fill={lit ? 'var(--lamp)' : 'none'}
        stroke={lit ? 'var(--lamp)' : 'currentColor'}
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
      <path d="M7.4 20.6h9.2" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}

export function Brand({ href = '/' }: { href?: string }) {
  return (
    <a className="brand" href={href}>
      <Lamp size={22} />
      <span>Porchlight</span>
    </a>
  );
}
