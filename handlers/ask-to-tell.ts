import { callFunction } from '../adapters/functions';
import { required } from '../adapters/settings';
import type { Tell } from './deliver-decision';

/** Whoever may change incidents may not read task tokens: the one function that may is asked, and looks the decision up itself. */
export const askToTell: Tell = async (incidentId) => {
  const answer = await callFunction(`${required('CORDON_FUNCTION_PREFIX')}answer-run`, { incidentId });
  return (answer as { told?: unknown } | null)?.told === true;
};
