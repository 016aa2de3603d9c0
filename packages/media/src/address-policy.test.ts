import { lookup } from 'node:dns/promises';
import { describe, expect, it } from 'vitest';
import { createAddressPolicy, networkList } from './address-policy.ts';
import { parseRtspUrl } from './rtsp-url.ts';

const resolveTo =
  (...addresses: string[]) =>
  async () =>
    addresses;

describe('the address policy (a camera address must not reach what it should not)', () => {
  it.each([
    '127.0.0.1',
    '127.8.9.1',
    '0.0.0.0',
    '169.254.169.254',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'ff02::1',
    'fd00:ec2::254',
    '::ffff:127.0.0.1',
    '::ffff:169.254.169.254',
    '[::ffff:7f00:1]',
    '::127.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '2002:7f00:1::',
    'fe80::1%eth0',
    'fe80::1%25eth0',
    'fec0::1',
    '::ffff:0:127.0.0.1',
    '0:0:0:0:0:ffff:7f00:1',
    '::FFFF:169.254.169.254',
    '64:ff9b:1::7f00:1',
    '2001:0:7f00:1::',
    '2002:a9fe:a9fe::',
    '192.88.99.1',
    '169.254.170.2',
    '100.100.100.200',
    '192.0.0.192',
    '168.63.129.16',
    'fd20:ce::254',
    'fd00:42::42',
  ])('forbids %s', async (address) => {
    expect((await createAddressPolicy([], resolveTo(address)).check('camera.home')).kind).toBe('forbidden');
    expect((await createAddressPolicy([], resolveTo()).check(address)).kind).toBe('forbidden');
  });
  // What the C library reads as this machine, although it does not look like an address.
  it.each(['2130706433', '0x7f000001', '017700000001', '0x7f.1', '127.1', '0', 'localhost', 'LOCALHOST'])(
    'forbids the host %s, by whatever it resolves to',
    async (host) => {
      const resolve = async (name: string) => (await lookup(name, { all: true })).map((one) => one.address);
      expect((await createAddressPolicy([], resolve).check(host)).kind).toBe('forbidden');
    },
  );
  it.each(['localhost.', '127.0.0.1.', 'metadata.google.internal', 'instance-data.ec2.internal'])(
    'does not let in the name %s, where it resolves and where it does not',
    async (host) => {
      expect((await createAddressPolicy([], resolveTo()).check(host)).kind).toBe('unresolved');
      for (const address of ['127.0.0.1', '169.254.169.254', '::ffff:169.254.169.254', '2130706433', 'junk'])
        expect((await createAddressPolicy([], resolveTo(address)).check(host)).kind).toBe('forbidden');
    },
  );
  it.each(['192.168.1.20', '10.0.0.9', '172.16.3.4', 'fd12::20', '203.0.113.7'])(
    'allows %s',
    async (address) => {
      expect(await createAddressPolicy([], resolveTo(address)).check('camera.home')).toEqual({
        kind: 'allowed',
        address,
      });
    },
  );
  it('allows what the operator of the box named', async () => {
    expect((await createAddressPolicy(['127.0.0.0/8'], resolveTo()).check('127.0.0.1')).kind).toBe('allowed');
  });
  it('resolves once and returns the address to connect to, so that a rebinding name cannot lead elsewhere', async () => {
    const answers = [['192.168.1.20'], ['127.0.0.1']];
    const policy = createAddressPolicy([], async () => answers.shift() ?? []);
    expect(await policy.check('rebind.example')).toEqual({ kind: 'allowed', address: '192.168.1.20' });
    expect((await policy.check('rebind.example')).kind).toBe('forbidden');
  });
  it('asks the resolver once a check, however many addresses it gives', async () => {
    let asked = 0;
    const policy = createAddressPolicy([], async () => {
      asked += 1;
      return asked === 1 ? ['192.168.1.20', '192.168.1.21'] : ['127.0.0.1'];
    });
    expect(await policy.check('rebind.example')).toEqual({ kind: 'allowed', address: '192.168.1.20' });
    expect(asked).toBe(1);
  });
  it('forbids a name with one forbidden address among good ones', async () => {
    expect((await createAddressPolicy([], resolveTo('192.168.1.20', '127.0.0.1')).check('mixed')).kind).toBe(
      'forbidden',
    );
  });
  it('says unresolved for an unknown name', async () => {
    expect(
      (
        await createAddressPolicy([], async () => {
          throw new Error('ENOTFOUND');
        }).check('nowhere')
      ).kind,
    ).toBe('unresolved');
  });
  it('names a network it cannot read', () => {
    expect(() => networkList(['192.168.1.0'])).toThrow('192.168.1.0');
    expect(() => networkList(['192.168.1.0/33'])).toThrow(RangeError);
  });
});

describe('RTSP addresses', () => {
  it('need the scheme rtsp, and carry no credentials', () => {
    expect(parseRtspUrl('rtsp://192.168.1.20/cam')).toMatchObject({ host: '192.168.1.20', port: 554 });
    for (const bad of [
      'http://h/',
      'rtsp://user:pw@h/',
      'rtsp://',
      'file:///etc/passwd',
      'x'.repeat(2000),
      'rtsp://h/a\r\nX: y',
    ])
      expect(parseRtspUrl(bad), bad).toBeUndefined();
  });
});
