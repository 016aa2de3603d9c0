import { type Site, siteSchema } from '@porchlight/contract';
import { useCallback, useEffect, useState } from 'react';
import type { ApiResult } from './api-result.ts';
import { call } from './call.ts';

/** GET /api/site. */
export function loadSite(): Promise<ApiResult<Site>> {
  return call('GET', '/api/site', siteSchema);
}

/** The site's public facts; undefined while they load. `reload` asks again. */
export function useSite(): { readonly site: ApiResult<Site> | undefined; reload(): void } {
  const [site, setSite] = useState<ApiResult<Site>>();
  const reload = useCallback(() => {
    loadSite().then(setSite);
  }, []);
  useEffect(reload, [reload]);
  return { site, reload };
}
