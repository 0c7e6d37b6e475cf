import type { IncidentView } from '../../../incidents/views';

const AWS_CONSOLE = /^https:\/\/([a-z0-9-]+\.)*console\.(aws\.amazon\.com|amazonaws-us-gov\.com|amazonaws\.cn)\//;

/** The links that lead to the AWS console: nothing that a finding says becomes a link to anywhere else. */
export const consolePages = (links: IncidentView['links']): IncidentView['links'] =>
  links.filter(({ url }) => AWS_CONSOLE.test(url));
