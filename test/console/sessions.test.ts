import { makeSessions } from '../../console/server/sessions';

const clocked = () => {
  let now = 1_000_000;
  let made = 0;
  const sessions = makeSessions(
    () => now,
    () => `secret-${++made}`,
  );
  return { sessions, forward: (seconds: number) => (now += seconds * 1000) };
};

it('opens one session for a code', () => {
  const { sessions } = clocked();
  const code = sessions.newCode(60);
  const token = sessions.exchange(code);
  expect(sessions.holds(token ?? '')).toBe(true);
  expect(sessions.exchange(code)).toBeUndefined();
});

it('refuses a code that is too old', () => {
  const { sessions, forward } = clocked();
  const code = sessions.newCode(60);
  forward(60);
  expect(sessions.exchange(code)).toBeUndefined();
});

it('takes neither a code for a session nor a session for a code', () => {
  const { sessions } = clocked();
  expect(sessions.holds(sessions.newCode(60))).toBe(false);
  const token = sessions.exchange(sessions.newCode(60)) ?? '';
  expect(sessions.exchange(token)).toBeUndefined();
});

it('ends a session after a working day', () => {
  const { sessions, forward } = clocked();
  const token = sessions.exchange(sessions.newCode(60)) ?? '';
  forward(12 * 3600 - 1);
  expect(sessions.holds(token)).toBe(true);
  forward(1);
  expect(sessions.holds(token)).toBe(false);
});

it('keeps no more codes than people have tabs: the oldest go first', () => {
  const { sessions } = clocked();
  const first = sessions.newCode(60);
  const codes = Array.from({ length: 200 }, () => sessions.newCode(60));
  expect(sessions.exchange(first)).toBeUndefined();
  expect(sessions.exchange(codes[0] ?? '')).toBeDefined();
});
