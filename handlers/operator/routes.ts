import * as act from './act';
import type { Ask } from './app';
import * as investigator from './ask-investigator';
import { endDrill, startDrill } from './drills';
import { queues, redrive } from './queues';
import * as read from './read';
import { Refused } from './refusal';
import { slackTest, testSlack } from './slack-test';
import { workflow } from './workflow';

export interface Route {
  readonly method: 'GET' | 'POST';
  /** `{id}` stands for an incident's id. */
  readonly path: string;
  readonly answer: (ask: Ask) => Promise<unknown>;
  readonly status?: 201;
}

/** Everything that the operator API answers. */
export const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/setup', answer: read.setup },
  { method: 'GET', path: '/incidents', answer: read.list },
  { method: 'GET', path: '/incidents/{id}', answer: read.show },
  { method: 'GET', path: '/incidents/{id}/workflow', answer: workflow },
  { method: 'GET', path: '/incidents/{id}/now', answer: investigator.now },
  { method: 'GET', path: '/incidents/{id}/audit', answer: read.audit },
  { method: 'POST', path: '/incidents/{id}/recheck', answer: investigator.recheck },
  { method: 'POST', path: '/incidents/{id}/decision', answer: act.decision },
  { method: 'POST', path: '/incidents/{id}/retry', answer: act.tryAgain },
  { method: 'POST', path: '/incidents/{id}/undo', answer: act.undo },
  { method: 'POST', path: '/incidents/{id}/keep', answer: act.leave },
  { method: 'POST', path: '/incidents/{id}/end-drill', answer: endDrill },
  { method: 'POST', path: '/previews', answer: investigator.preview },
  { method: 'POST', path: '/runs', answer: act.run, status: 201 },
  { method: 'GET', path: '/audit', answer: read.hubAudit },
  { method: 'GET', path: '/numbers', answer: read.numbers },
  { method: 'GET', path: '/queues', answer: queues },
  { method: 'POST', path: '/redrive', answer: redrive },
  { method: 'POST', path: '/drills', answer: startDrill, status: 201 },
  { method: 'GET', path: '/tests', answer: slackTest },
  { method: 'POST', path: '/tests', answer: testSlack, status: 201 },
  { method: 'GET', path: '/pause', answer: read.pause },
  { method: 'POST', path: '/pause', answer: act.setPaused },
];

const ID = /^inc-[a-z0-9-]{3,60}$/;

export interface Found {
  readonly route: Route;
  readonly incidentId: string;
}

const match = (route: Route, method: string, parts: readonly string[]): Found | undefined => {
  const wanted = route.path.split('/').slice(1);
  if (route.method !== method || wanted.length !== parts.length) return undefined;
  let incidentId = '';
  for (const [index, part] of parts.entries()) {
    if (wanted[index] === '{id}' && ID.test(part)) incidentId = part;
    else if (wanted[index] !== part) return undefined;
  }
  return { route, incidentId };
};

/** The route of a request. Throws a 404 that says so. */
export const findRoute = (method: string, path: string): Found => {
  const parts = path.split('/').filter((part) => part !== '');
  const found = ROUTES.map((route) => match(route, method, parts)).find((one) => one !== undefined);
  if (!found)
    throw new Refused(404, 'no-such-route', `The operator API has no ${method} /${parts.join('/').slice(0, 100)}.`);
  return found;
};
