/** The parts of `npm sbom --sbom-format spdx` that the check reads. */
export interface Sbom {
  readonly packages: readonly {
    readonly name: string;
    readonly versionInfo: string;
    readonly licenseDeclared: string;
  }[];
}

/** Licences of what we ship or run: permissive ones, and MPL for files we do not change. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'Python-2.0',
  'Unlicense',
]);
/** Also for what only builds and tests: unchanged tools, whose text does not reach a user. */
const ALLOWED_TOOLS = new Set([...ALLOWED, 'CC-BY-4.0']);

/** Packages whose manifest names its licence in a form that npm does not read, with what their licence file says. */
const READ_BY_HAND: Readonly<Record<string, string>> = {
  // The package names none; it is a fork of zaach/jsonlint, which is MIT. It comes with MapLibre's style checker.
  '@mapbox/jsonlint-lines-primitives': 'MIT',
  '@mapbox/sphericalmercator': 'BSD-3-Clause',
};

/** One sentence for each package with a licence that is not on the list. */
export function licenceFaults(sbom: Sbom, use: 'shipped' | 'tools'): string[] {
  const allowed = use === 'shipped' ? ALLOWED : ALLOWED_TOOLS;
  return sbom.packages.flatMap(({ name, versionInfo, licenseDeclared }) => {
    const licence = READ_BY_HAND[name] ?? licenseDeclared;
    return holds(licence, allowed) ? [] : [`${name} ${versionInfo} has the licence ${licence}`];
  });
}

/** SPDX expressions without nesting: one alternative of an OR must hold, every part of an AND. */
function holds(expression: string, allowed: ReadonlySet<string>): boolean {
  const alternatives = expression.replace(/^\((.*)\)$/, '$1').split(' OR ');
  return alternatives.some((one) => one.split(' AND ').every((part) => allowed.has(part.trim())));
}
