import type { ChosenShape } from './key-shape';

const WINDOW = 'IAM needs 3 to 4 seconds, sometimes more, until a change holds everywhere';
const LOOK = 'Look afterwards at what was done meanwhile.';

/** Whether whoever holds the key can still answer a containment: what an approver has to know, and no more than is true. */
export const raceNote = (shape: ChosenShape['shape'], shielded: boolean): string => {
  if (!shielded)
    return `The race is not closed: ${WINDOW}, and an attacker who watches may react in that time and take the change back. The service control policy cordon-shield, which would prevent it for a locked-out user, is not known to lie on this account. ${LOOK}`;
  return shape === 'lock-out'
    ? `The service control policy cordon-shield lies on this account: what is denied here can only be taken back by Cordon's undo and by break-glass. ${WINDOW}, so calls of these seconds still get through. ${LOOK}`
    : `The race is not closed: ${WINDOW}, and an attacker who watches may react in that time. The service control policy cordon-shield holds locked-out users only, and this user goes on working. ${LOOK}`;
};
