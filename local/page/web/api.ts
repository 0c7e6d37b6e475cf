import type { Catalogue, Gallery, PageRefusal, PageState, SendOrder, Sent } from '../types';

/** The server said no: one sentence, and where in the document it applies. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(readonly refusal: PageRefusal) {
    super(refusal.message);
  }
}

const read = async <T>(answer: Response): Promise<T> => {
  const body: unknown = await answer.json();
  if (!answer.ok) throw new Refused(body as PageRefusal);
  return body as T;
};

const get = async <T>(path: string): Promise<T> => read<T>(await fetch(`/api/${path}`));
const post = async <T>(path: string, body: unknown): Promise<T> =>
  read<T>(
    await fetch(`/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  );

export const readState = (): Promise<PageState> => get('state');
export const readCatalogue = (): Promise<Catalogue> => get('findings');
export const readGallery = (): Promise<Gallery> => get('gallery');
export const sendFinding = (order: SendOrder): Promise<Sent> => post('findings', order);
/** An address that lets one frame or tab into the console. */
export const consoleAddress = async (): Promise<string> => (await post<{ address: string }>('console', {})).address;
