import { Component, type ReactNode } from 'react';
import { Notice } from './notice.tsx';

/** Around a map: where the browser cannot draw one (no WebGL), says so and what to use instead. */
export class MapGuard extends Component<{ instead: string; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <Notice tone="wait" title="This browser cannot draw the map.">
        <p>{this.props.instead}</p>
      </Notice>
    );
  }
}
