import type { IncidentView } from '../../../incidents/views';
import type { ConsoleApi } from './api';

/** What every dialog of an incident needs. `view` goes on changing while it is open. */
export interface DialogContext {
  readonly api: ConsoleApi;
  readonly view: IncidentView;
  readonly refresh: () => Promise<void>;
  readonly onClose: () => void;
  /** Closes the dialog and says on the page what came of it. */
  readonly onDone: (said: { readonly text: string; readonly incidentId?: string }) => void;
}
