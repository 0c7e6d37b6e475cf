import { useCallback, useState } from 'react';
import type { PageAct, PageMessage, PageSurface, PageValues } from '../page-api';
import type { ConfirmationDialog, Place, Use } from './blocks/kinds';
import type { Slack } from './use-workspace';

/** A confirm dialog, and what goes on with its answer. */
export interface Asking {
  readonly confirm: ConfirmationDialog;
  readonly answer: (yes: boolean) => void;
}

interface Busy {
  readonly surface: string;
  readonly place: Place;
}

export interface Acts {
  readonly onUse: (on: PageSurface, use: Use, values?: PageValues) => void;
  readonly onMessage: (message: PageMessage, use: Use) => void;
  readonly busyIn: (on: PageSurface) => Place | undefined;
  readonly busyOf: (message: PageMessage) => Place | undefined;
  readonly asking: Asking | undefined;
}

const nameOf = (on: PageSurface): string => ('viewId' in on ? on.viewId : `${on.channel}/${on.ts}`);
const surfaceOf = ({ channel, ts }: PageMessage): PageSurface => ({ channel, ts });

const actOf = (as: string, on: PageSurface, use: Use, values: PageValues | undefined, confirmed?: boolean): PageAct => {
  const { blockId, actionId, picked } = use;
  const common = {
    as,
    on,
    blockId,
    actionId,
    ...(values ? { values } : {}),
    ...(confirmed === undefined ? {} : { confirmed }),
  };
  return picked ? { ...common, do: 'select', picked } : { ...common, do: 'click' };
};

/** Buttons and menus: asks first where the app wants that, and shows what is being waited for. */
export const useActs = (as: string, act: Slack['act']): Acts => {
  const [busy, setBusy] = useState<Busy>();
  const [asking, setAsking] = useState<Asking>();
  const send = useCallback(
    async (on: PageSurface, use: Use, values: PageValues | undefined, confirmed?: boolean): Promise<void> => {
      const mine = { surface: nameOf(on), place: { blockId: use.blockId, actionId: use.actionId } };
      setBusy(mine);
      await act(actOf(as, on, use, values, confirmed));
      setBusy((now) => (now === mine ? undefined : now));
    },
    [act, as],
  );
  const onUse = useCallback(
    (on: PageSurface, use: Use, values?: PageValues): void => {
      if (!use.confirm) return void send(on, use, values);
      const answer = (yes: boolean): void => {
        setAsking(undefined);
        void send(on, use, values, yes);
      };
      setAsking({ confirm: use.confirm, answer });
    },
    [send],
  );
  const onMessage = useCallback((message: PageMessage, use: Use) => onUse(surfaceOf(message), use), [onUse]);
  const busyIn = useCallback((on: PageSurface) => (busy?.surface === nameOf(on) ? busy.place : undefined), [busy]);
  const busyOf = useCallback((message: PageMessage) => busyIn(surfaceOf(message)), [busyIn]);
  return { onUse, onMessage, busyIn, busyOf, asking };
};
