export type { SlackControl } from './control';
export { signedRequest } from './deliver';
export { type Renderable, type RenderOptions, renderText } from './render-text';
export { type LocalSlack, startSlack } from './start-slack';
export type { Entry, Message, MessageWithReplies, OpenView, SlackChannel, SlackOptions, SlackPerson } from './types';
