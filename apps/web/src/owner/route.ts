import { useEffect, useState } from 'react';
import { ringReturn } from './ring/ring-return.ts';

export type OwnerRoute =
  | { readonly page: 'home' | 'cameras' | 'history' | 'box' | 'host' | 'me' | 'ring' }
  /** A camera for this box; a move away from it. */
  | { readonly page: 'add' | 'move'; readonly gatewayId: string }
  /** The waiver; for one camera when it is named. */
  | { readonly page: 'sign'; readonly cameraId?: string }
  | { readonly page: 'camera' | 'cover'; readonly cameraId: string }
  | { readonly page: 'receipt'; readonly version: number }
  /** The proof of one look at one camera. */
  | { readonly page: 'proof'; readonly requestId: string; readonly cameraId: string }
  /** The same for a look that the city has erased: from what was sealed to this device. */
  | { readonly page: 'sealed'; readonly index: number; readonly part: number };

const CAMERA_ID = /^[a-z0-9-]{1,64}$/;

/** The page that an address fragment names; the home page for anything unknown. Whoever comes back from Ring is on Ring's page. */
export function parseRoute(hash: string, search = ''): OwnerRoute {
  if (hash === '' && ringReturn(search)) return { page: 'ring' };
  const [page = '', detail = '', further = ''] = hash.replace(/^#\/?/, '').split('/');
  switch (page) {
    case 'cameras':
    case 'history':
    case 'box':
    case 'host':
    case 'me':
    case 'ring':
      return { page };
    case 'sign':
      return CAMERA_ID.test(detail) ? { page, cameraId: detail } : { page };
    case 'add':
    case 'move':
      return CAMERA_ID.test(detail) ? { page, gatewayId: detail } : { page: 'cameras' };
    case 'camera':
    case 'cover':
      return CAMERA_ID.test(detail) ? { page, cameraId: detail } : { page: 'cameras' };
    case 'proof':
      return /^[0-9a-f]{32}$/.test(detail) && CAMERA_ID.test(further)
        ? { page, requestId: detail, cameraId: further }
        : { page: 'history' };
    case 'sealed':
      return /^\d{1,15}$/.test(detail) && /^\d{1,2}$/.test(further)
        ? { page, index: Number(detail), part: Number(further) }
        : { page: 'history' };
    case 'receipt':
      return /^[1-9]\d{0,8}$/.test(detail) ? { page, version: Number(detail) } : { page: 'me' };
    default:
      return { page: 'home' };
  }
}

/** The route of the address, followed as it changes; a new page begins at its top. */
export function useRoute(): OwnerRoute {
  const [route, setRoute] = useState(() => parseRoute(location.hash, location.search));
  useEffect(() => {
    const follow = () => {
      setRoute(parseRoute(location.hash, location.search));
      window.scrollTo(0, 0);
    };
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  return route;
}
