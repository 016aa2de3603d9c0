import { useEffect, useState } from 'react';

/** `#/entry/17` is one entry of the log; anything else is the log's front page. */
export type PublicRoute = { readonly page: 'log' } | { readonly page: 'entry'; readonly index: number };

export function parsePublicRoute(hash: string): PublicRoute {
  const index = /^#\/entry\/(0|[1-9]\d{0,14})$/.exec(hash)?.[1];
  return index === undefined ? { page: 'log' } : { page: 'entry', index: Number(index) };
}

export function usePublicRoute(): PublicRoute {
  const [route, setRoute] = useState(() => parsePublicRoute(location.hash));
  useEffect(() => {
    const follow = () => {
      setRoute(parsePublicRoute(location.hash));
      window.scrollTo(0, 0);
    };
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  return route;
}
