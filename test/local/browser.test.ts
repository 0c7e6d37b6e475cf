import { findBrowser, type Machine, noBrowser } from '../../local/browser';

const machine = (there: readonly string[], over: Partial<Machine> = {}): Machine => ({
  platform: 'linux',
  env: { PATH: '/usr/local/bin:/usr/bin' },
  home: '/home/dana',
  exists: (path) => there.includes(path),
  ...over,
});

describe('the browser for the page tests', () => {
  it('is the first one on the PATH, Chromium before others', () => {
    expect(findBrowser(machine(['/usr/bin/google-chrome', '/usr/bin/chromium']))).toBe('/usr/bin/chromium');
    expect(findBrowser(machine(['/usr/bin/microsoft-edge']))).toBe('/usr/bin/microsoft-edge');
  });

  it('is found in its usual place when it is not on the PATH', () => {
    expect(findBrowser(machine(['/snap/bin/chromium']))).toBe('/snap/bin/chromium');
    const own = '/home/dana/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    expect(findBrowser(machine([own], { platform: 'darwin' }))).toBe(own);
  });

  it('is the one that CHROME_PATH names, and no other', () => {
    const env = { PATH: '/usr/bin', CHROME_PATH: '/opt/mine' };
    expect(findBrowser(machine(['/opt/mine', '/usr/bin/chromium'], { env }))).toBe('/opt/mine');
    expect(findBrowser(machine(['/usr/bin/chromium'], { env }))).toBeUndefined();
    expect(noBrowser(env)).toBe('CHROME_PATH names /opt/mine, which is not there.');
  });

  it('is missing where there is none, and one line names the cure', () => {
    expect(findBrowser(machine([]))).toBeUndefined();
    expect(noBrowser({})).toContain('sudo apt-get install chromium fonts-noto-color-emoji');
    expect(noBrowser({})).not.toContain('\n');
  });
});
