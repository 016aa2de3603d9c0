/** The porch lamp. `lit`: this may be asked for. `dim`: nothing can be asked for. Decorative: say the state in words beside it. */
export function Lamp({ size = 24, lit = true }: { size?: number; lit?: boolean }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {lit && <circle cx="12" cy="13" r="10.5" fill="var(--lamp)" opacity="0.2" />}
      <path
        d="M12 1.5v2.6M8.2 7.4h7.6L12 4.1z"
        fill="currentColor"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      <path
        d="M8.2 7.4h7.6l1.2 9.2H7z"
        fill={lit ? 'var(--lamp)' : 'none'}
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinejoin="round"
      />
      <path d="M9 16.6h6l-.7 3H9.7z" fill="currentColor" stroke="currentColor" strokeWidth="1" />
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
