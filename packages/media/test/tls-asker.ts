/** Asks the address given for one picture, in a process whose trust the caller chose, and prints what came of it as a line of JSON. */
import { createAddressPolicy } from '../src/address-policy.ts';
import { StreamFault } from '../src/camera-state.ts';
import { PictureClient } from '../src/http-pictures/picture-client.ts';

const [, , url = ''] = process.argv;
const policy = createAddressPolicy(['127.0.0.0/8'], async () => []);
const client = await PictureClient.to({ url, username: 'camera', password: 'secret' }, policy);
const came = await client.get(new AbortController().signal).then(
  ({ statusCode }) => ({ statusCode }),
  (error: unknown) => (error instanceof StreamFault ? error.state : { error: String(error) }),
);
console.log(JSON.stringify(came));
process.exit(0);
