import { type Emulator, startMoto } from '../../local/emulators';

/** One Moto for the whole test file; a world each keeps the tests apart. */
export const useMoto = (): (() => string) => {
  let moto: Emulator | undefined;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto?.stop());
  return () => {
    if (!moto) throw new Error('Moto is only there while tests run');
    return moto.url;
  };
};
