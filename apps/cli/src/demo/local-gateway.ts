import type { GatewayId } from '@porchlight/domain';
import * as z from 'zod';
import { CliError } from '../cli-error.ts';
import type { CameraToJoin } from './enrol-owner.ts';

const enrolledSchema = z.object({ gatewayId: z.string(), ownerId: z.string() });
const stateSchema = z.object({
  journal: z.array(
    z.object({
      requestId: z.string(),
      cameraId: z.string(),
      result: z.string(),
      reasons: z.array(z.string()),
    }),
  ),
});
const cameraSchema = z.object({ cameraId: z.string() });

/** A gateway's local interface, used with the code that the box printed at its first start. */
export class LocalGateway {
  readonly url: string;
  readonly #code: string;
  #gatewayId: GatewayId | undefined;

  constructor(url: string, code: string) {
    this.url = url;
    this.#code = code;
  }

  /** Known after the first {@link enrol}. */
  get gatewayId(): GatewayId {
    if (this.#gatewayId === undefined) throw new CliError('order', 'the gateway is not enrolled');
    return this.#gatewayId;
  }

  async enrol(code: string): Promise<void> {
    const answer = enrolledSchema.parse(await this.#post('/api/enrol', { code }));
    this.#gatewayId = answer.gatewayId as GatewayId;
  }

  /** Adds a camera and returns the id the box gave it. */
  async addCamera(ownerId: string, camera: CameraToJoin): Promise<string> {
    const { label, mainUrl, subUrl, username, password } = camera;
    return cameraSchema.parse(
      await this.#post('/api/cameras', { ownerId, label, mainUrl, subUrl, username, password }),
    ).cameraId;
  }

  /** Why this request was refused for this camera, as the box wrote it down; undefined when it was not. */
  async refusal(requestId: string, cameraId: string): Promise<readonly string[] | undefined> {
    const response = await fetch(`${this.url}/api/state`, {
      headers: { authorization: `Bearer ${this.#code}` },
    });
    const { journal } = stateSchema.parse(await response.json());
    return journal.find(
      (row) => row.requestId === requestId && row.cameraId === cameraId && row.result === 'refused',
    )?.reasons;
  }

  async #post(path: string, body: unknown): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#code}` },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new CliError('gateway', `the gateway refused ${path}: ${text.slice(0, 300)}`);
    return JSON.parse(text);
  }
}
