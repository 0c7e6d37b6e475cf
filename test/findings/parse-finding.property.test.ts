import fc from 'fast-check';
import type { Finding } from '../../playbooks/kit/finding';
import { parseFinding } from '../../playbooks/kit/parse-finding';
import { isRecord } from '../../playbooks/kit/parse-finding-node';
import { type Member, members } from './schema';
import { detail, event, pascal } from './shapes';

type Mutable = Record<string, unknown>;

const leafOf = ({ type }: Member): unknown => {
  if (type === 'object' || type.startsWith('map')) return {};
  if (type === 'array') return [];
  if (type === 'boolean') return false;
  return type === 'string' || type === 'type' ? 'text' : 7;
};

/** Walks to the holder of the last name, making what is not there; undefined when something else stands in the way. */
const holderOf = (root: Mutable, path: string): { holder: Mutable; name: string } | undefined => {
  const names = path.replaceAll('[]', '.0').split('.').filter(Boolean);
  let holder: Mutable = root;
  for (const [at, name] of names.slice(0, -1).entries()) {
    if (!Object.hasOwn(holder, name)) holder[name] = names[at + 1] === '0' ? [] : {};
    const next = holder[name];
    if (typeof next !== 'object' || next === null) return undefined;
    holder = next as Mutable;
  }
  return { holder, name: names.at(-1) ?? '' };
};

const set = (root: Mutable, path: string, value: unknown): void => {
  const place = holderOf(root, path);
  if (place) place.holder[place.name] = value;
};

/** A finding in which every member of the schema is there. */
const complete = (): Mutable => {
  const whole: Mutable = {};
  for (const member of members)
    if (!holderOf(whole, member.path)?.holder[member.path.split('.').at(-1) ?? ''])
      set(whole, member.path, leafOf(member));
  return structuredClone({ ...whole, ...detail({ resource: whole['resource'], service: whole['service'] }) });
};
const WHOLE = complete();

const LONG = 'ř'.repeat(70_000);
const HOSTILE = [
  JSON.parse('{"__proto__":{"sample":true,"instanceId":"i-12345678"},"constructor":1,"toString":null}'),
  LONG,
  Array.from({ length: 2_000 }, () => ({ key: LONG.slice(0, 100) })),
  '\ud800',
  '__proto__',
  Number.MAX_VALUE,
  -0,
  true,
  [],
  {},
  '',
];
const change = fc.record({
  at: fc.nat(members.length - 1),
  how: fc.oneof(
    fc.constant({ drop: true as const }),
    fc.constant({ value: null }),
    fc.constantFrom(...HOSTILE).map((value) => ({ value })),
    fc.jsonValue({ maxDepth: 2 }).map((value) => ({ value })),
  ),
});

const changed = fc.array(change, { maxLength: 25 }).map((changes) => {
  const finding = structuredClone(WHOLE);
  for (const { at, how } of changes) {
    const path = members[at]?.path ?? 'id';
    const place = holderOf(finding, path);
    if ('drop' in how) delete place?.holder[place.name];
    else set(finding, path, structuredClone(how.value));
  }
  return finding;
});
const forms = fc.constantFrom<((finding: unknown) => unknown)[]>(
  (finding) => event(finding),
  (finding) => finding,
  pascal,
  (finding) => ({ Findings: [pascal(finding)] }),
  (finding) => event(pascal(finding)),
);

const texts = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  return isRecord(value) ? Object.values(value).flatMap(texts) : [];
};

const expectSound = (finding: Finding): void => {
  expect(finding.id).toMatch(/\S/);
  expect(finding.accountId).toMatch(/^\d{1,20}$/);
  expect(finding.region).toMatch(/^[a-z0-9-]+$/);
  expect(finding.severity >= 0 && finding.severity <= 10).toBe(true);
  expect(Number.isSafeInteger(finding.count) && finding.count >= 1).toBe(true);
  for (const time of [finding.createdAt, finding.updatedAt]) expect(new Date(time).toISOString()).toBe(time);
  expect(Math.max(...texts(finding).map((text) => text.length))).toBeLessThanOrEqual(4096);
  expect(JSON.stringify(finding).length).toBeLessThan(100_000);
  expect(JSON.parse(JSON.stringify(finding))).toEqual(finding);
  expect(Object.getPrototypeOf(finding)).toBe(Object.prototype);
};

test('the complete finding of the schema is a finding', () => {
  expect(parseFinding(event(WHOLE))).toMatchObject({ ok: true });
  expect(members.length).toBeGreaterThan(800);
});

test('a minus zero is read as zero, so that what is stored is what was read', () => {
  const parsed = parseFinding(event({ ...WHOLE, severity: -0 }));
  expect(parsed.ok && Object.is(parsed.finding.severity, 0)).toBe(true);
});

test('whatever happens to the members, the answer is a sound finding or a refusal with a path', () => {
  const seen = { ok: 0, refused: 0 };
  fc.assert(
    fc.property(changed, forms, (finding, form) => {
      const parsed = parseFinding(form(finding));
      if (parsed.ok) expectSound(parsed.finding);
      else
        expect(parsed.refusal).toEqual({
          code: expect.any(String),
          path: expect.stringMatching(/./),
          message: expect.stringMatching(/./),
        });
      seen[parsed.ok ? 'ok' : 'refused'] += 1;
      expect(Object.hasOwn(Object.prototype, 'sample')).toBe(false);
    }),
    { numRuns: 1_000 },
  );
  // The property is worth little when one of the two ends is hardly ever reached.
  expect(Math.min(seen.ok, seen.refused)).toBeGreaterThan(50);
});

test('any value at all is answered', () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true }), (value) => {
      for (const document of [value, event(value), { Findings: [value] }, detail({ resource: value, service: value })])
        expect(typeof parseFinding(document).ok).toBe('boolean');
    }),
    { numRuns: 500 },
  );
});
