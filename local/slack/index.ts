export { signedRequest } from './deliver';
export { appFromManifest } from './manifest';
export { type RenderOptions, renderText } from './render-text';
export { type LocalSlack, startSlack } from './start-slack';
export type { Entry, Message, MessageWithReplies, OpenView, SlackOptions } from './types';
