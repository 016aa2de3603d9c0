/**
 * Brings what the tests need beyond npm: a browser, ffmpeg with ffprobe, OpenSSL for certificates, and foreign parts to be checked against: an RTSP server,
 * WebRTC, and Go with its libraries for transparency logs. Installs with apt-get where it may (root, or sudo without a password); otherwise names the command to run and exits 1. Never skips in silence.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Need {
  readonly what: string;
  readonly packages: readonly string[];
  readonly present: () => boolean;
}

const runs = (command: string, args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;
const GST_PROBE =
  "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer, Gst; Gst.init(None); assert Gst.ElementFactory.find('x264enc') and Gst.ElementFactory.find('rtph264pay')";

const WEBRTC_PROBE =
  "import gi; gi.require_version('GstWebRTC', '1.0'); from gi.repository import GstWebRTC, Gst; Gst.init(None); assert Gst.ElementFactory.find('webrtcbin') and Gst.ElementFactory.find('nicesrc')";

export const NEEDS: readonly Need[] = [
  { what: 'Chromium', packages: ['chromium'], present: () => existsSync('/usr/bin/chromium') },
  { what: 'ffmpeg and ffprobe', packages: ['ffmpeg'], present: () => runs('ffprobe', ['-version']) },
  {
    what: "GStreamer's RTSP server",
    packages: [
      'gir1.2-gst-rtsp-server-1.0',
      'python3-gi',
      'gstreamer1.0-plugins-base',
      'gstreamer1.0-plugins-good',
      'gstreamer1.0-plugins-bad',
      'gstreamer1.0-plugins-ugly',
    ],
    present: () => runs('/usr/bin/python3', ['-c', GST_PROBE]),
  },
  {
    what: "GStreamer's WebRTC",
    packages: ['gstreamer1.0-nice', 'gir1.2-gst-plugins-bad-1.0'],
    present: () => runs('/usr/bin/python3', ['-c', WEBRTC_PROBE]),
  },
  { what: 'OpenSSL', packages: ['openssl'], present: () => runs('openssl', ['version']) },
  {
    what: 'Go with golang.org/x/mod',
    packages: ['golang-go', 'golang-golang-x-mod-dev'],
    present: () => runs('go', ['version']) && existsSync('/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog'),
  },
];

/** What to do about the missing parts: nothing, install with this prefix, or tell the person the command. */
export type Plan =
  | { readonly kind: 'ready' }
  | { readonly kind: 'install'; readonly prefix: readonly string[]; readonly packages: readonly string[] }
  | { readonly kind: 'ask'; readonly command: string };

export function planFor(
  missing: readonly Need[],
  powers: { apt: boolean; root: boolean; sudo: boolean },
): Plan {
  if (missing.length === 0) return { kind: 'ready' };
  const packages = missing.flatMap((need) => need.packages);
  if (powers.apt && (powers.root || powers.sudo))
    return { kind: 'install', prefix: powers.root ? [] : ['sudo', '-n'], packages };
  return {
    kind: 'ask',
    command: `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`,
  };
}

function main(): number {
  const missing = NEEDS.filter((need) => !need.present());
  const root = process.getuid?.() === 0;
  const plan = planFor(missing, {
    apt: existsSync('/usr/bin/apt-get'),
    root,
    sudo: !root && runs('sudo', ['-n', 'true']),
  });
  if (plan.kind === 'ready') return 0;
  const names = missing.map((need) => need.what).join(', ');
  if (plan.kind === 'ask') {
    console.error(`The tests need ${names}, and this account may not install them. Run:\n  ${plan.command}`);
    return 1;
  }
  console.log(`The tests need ${names}: installing with apt-get.`);
  const apt = (...args: string[]): boolean => {
    const [command, ...rest] = [...plan.prefix, 'apt-get', ...args];
    return (
      spawnSync(command as string, rest, {
        stdio: 'inherit',
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      }).status === 0
    );
  };
  if (!apt('update', '-qq') || !apt('install', '-y', '-qq', '--no-install-recommends', ...plan.packages)) {
    console.error(
      `apt-get could not install them. Run it by hand:\n  apt-get install -y ${plan.packages.join(' ')}`,
    );
    return 1;
  }
  const still = NEEDS.filter((need) => !need.present());
  for (const need of still)
    console.error(`${need.what} is still missing after the installation of ${need.packages.join(' ')}.`);
  return still.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exit(main());
