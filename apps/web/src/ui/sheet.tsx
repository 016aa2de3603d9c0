import './sheet.css';
import { type ReactNode, useEffect, useRef } from 'react';

/** A modal sheet: from below on a phone, in the middle on a large screen. Escape and a press outside call `onClose`. */
export function Sheet(props: { label: string; open: boolean; onClose: () => void; children: ReactNode }) {
  const { label, open, onClose, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (open && element && !element.open) element.showModal();
    if (!open && element?.open) element.close();
  }, [open]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a modal dialog by itself
    <dialog
      ref={dialog}
      className="sheet"
      aria-label={label}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      {open && <div className="sheet__inside">{children}</div>}
    </dialog>
  );
}
