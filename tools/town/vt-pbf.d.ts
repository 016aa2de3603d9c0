declare module 'vt-pbf' {
  /** Layers as geojson-vt's getTile gives them, to a vector tile (version 2). */
  export function fromGeojsonVt(
    layers: Record<string, unknown>,
    options?: { version?: number; extent?: number },
  ): Uint8Array;
  const vtpbf: { fromGeojsonVt: typeof fromGeojsonVt };
  export default vtpbf;
}
