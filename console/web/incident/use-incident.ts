import { useCallback, useEffect, useRef, useState } from 'react';
import type { IncidentView, WorkflowView } from '../../../incidents/views';
import { type ConsoleApi, incidentPath, isMissing, messageOf } from './api';

export interface Incident {
  readonly view?: IncidentView;
  readonly workflow?: WorkflowView;
  /** Why there is nothing to show, or why what is shown may be old. */
  readonly problem?: string;
  readonly missing: boolean;
  /** When it was last read, in ms; undefined before the first time. */
  readonly readAt?: number;
  readonly workflowProblem?: string;
}

const OPEN_MS = 1500;
const CLOSED_MS = 8000;
const HIDDEN_MS = 30_000;

/** The same object as before while nothing is different: what hangs on it is then not drawn again. */
const kept = <T>(before: T | undefined, now: T): T =>
  before !== undefined && JSON.stringify(before) === JSON.stringify(now) ? before : now;

const read = async (api: ConsoleApi, incidentId: string, before: Incident): Promise<Incident> => {
  const [view, workflow] = await Promise.allSettled([
    api.get<IncidentView>(incidentPath(incidentId)),
    api.get<WorkflowView>(incidentPath(incidentId, '/workflow')),
  ]);
  const { problem: _old, workflowProblem: _older, ...rest } = before;
  const flow =
    workflow.status === 'fulfilled'
      ? { workflow: kept(before.workflow, workflow.value) }
      : { workflowProblem: messageOf(workflow.reason) };
  if (view.status === 'rejected')
    return { ...rest, ...flow, problem: messageOf(view.reason), missing: isMissing(view.reason) };
  return { ...rest, ...flow, view: kept(before.view, view.value), missing: false, readAt: Date.now() };
};

const pace = ({ view, workflow }: Incident): number => {
  if (document.hidden) return HIDDEN_MS;
  return view?.stage === 'closed' && workflow?.status !== 'RUNNING' ? CLOSED_MS : OPEN_MS;
};

/** Reads one incident again and again: often while it is open, seldom when it is closed or nobody looks. */
export const useIncident = (api: ConsoleApi, incidentId: string) => {
  const [incident, setIncident] = useState<Incident>({ missing: false });
  const latest = useRef(incident);
  const again = useRef<() => Promise<void>>(async () => undefined);
  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let running: Promise<void> | undefined;
    latest.current = { missing: false };
    setIncident(latest.current);
    const once = async () => {
      const next = await read(api, incidentId, latest.current);
      if (over) return;
      latest.current = next;
      setIncident(next);
    };
    const round = (): Promise<void> => {
      clearTimeout(timer);
      running ??= once().finally(() => {
        running = undefined;
        if (!over) timer = setTimeout(() => void round(), pace(latest.current));
      });
      return running;
    };
    // A read that began before the click does not know of it: wait for that one, then read again.
    again.current = async () => {
      await running;
      await round();
    };
    const seen = () => (document.hidden ? undefined : void round());
    document.addEventListener('visibilitychange', seen);
    void round();
    return () => {
      over = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }, [api, incidentId]);
  const refresh = useCallback(() => again.current(), []);
  return { incident, refresh };
};
