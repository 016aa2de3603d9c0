import '../api/strict-page.ts';
import './base.css';
import './controls.css';
import { Component, type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

class PageFault extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <main className="fault">
        <Notice tone="alarm" title="This page stopped working.">
          <p>
            Nothing was opened by it. Load it again; if it happens once more, tell the programme's office.
          </p>
          <Button onClick={() => location.reload()}>Load the page again</Button>
        </Notice>
      </main>
    );
  }
}

/** Puts a page into `#root`, with the base styles and a last line of defence against a fault in the page. */
export function mount(page: ReactNode): void {
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no #root');
  createRoot(root).render(
    <StrictMode>
      <PageFault>{page}</PageFault>
    </StrictMode>,
  );
}
