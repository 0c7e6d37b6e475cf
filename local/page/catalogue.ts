import { playbooks, routeFinding } from '../../playbooks/index';
import { parseFinding } from '../../playbooks/kit/parse-finding';
import { fixtureNames, loadFixture } from '../findings';
import { INSTANCE_NAMES, SANDBOX_INSTANCES, SANDBOX_USER, USER_NAMES } from '../seed';
import { kindOf } from '../subjects';
import type { Catalogue, CatalogueFinding, CatalogueGroup, CatalogueTarget } from './types';

const REFUSED = 'refused';
/** What npm start sends, too. */
const FIRST = 'ec2-command-and-control';

/** The fixtures name one instance and one user; what is sent names another one. */
const generalTitle = (title: string): string => {
  const general = title
    .replace(/(The )?EC2 instance (web-1|i-\w+)/, 'an EC2 instance')
    .replace(/\b(the user|IAMUser\/)\s?(report-export|release-bot)/i, 'a user')
    .replace(/ECS container instance i-\w+/, 'an ECS container instance')
    .replace(/(EKS node) i-\w+/, 'an EKS node')
    .replace(/\bfor report-export/, 'for a user')
    .replace(/\bi-[0-9a-f]{8,}/, 'an instance')
    .replace(/\.$/, '');
  return general.charAt(0).toUpperCase() + general.slice(1);
};

/** "ec2-api-form" → "EC2: api form": what there is to say of a file that is no finding. */
const titleOfFile = (name: string): string => {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

interface Placed {
  readonly group: string;
  readonly finding: CatalogueFinding;
}

const place = (name: string): Placed => {
  const parsed = parseFinding(loadFixture(name));
  if (!parsed.ok) {
    const { path, message } = parsed.refusal;
    const note = `${path === '$' ? 'The document' : path} ${message}.`;
    return { group: REFUSED, finding: { name, title: titleOfFile(name), type: 'no finding', about: 'other', note } };
  }
  const { title, type, severity, sample, archived, form } = parsed.finding;
  const notes = [
    ...(sample ? ['a sample: Cordon drops it'] : []),
    ...(archived ? ['archived: Cordon drops it'] : []),
    ...(form === 'api' ? ['as GetFindings returns it'] : []),
  ];
  const note = notes.length > 0 ? { note: notes.join('; ') } : {};
  const finding = { name, title: generalTitle(title), type, severity, about: kindOf(name), ...note };
  return { group: routeFinding(parsed.finding).playbook.id, finding };
};

/** What one would try first stands first: nothing special, about something that is there to act on, the gravest on top. */
const byWeight = (a: CatalogueFinding, b: CatalogueFinding): number =>
  Number(b.name === FIRST) - Number(a.name === FIRST) ||
  Number(Boolean(a.note)) - Number(Boolean(b.note)) ||
  Number(a.about === 'other') - Number(b.about === 'other') ||
  (b.severity ?? 0) - (a.severity ?? 0) ||
  a.title.localeCompare(b.title);

const groupsOf = (placed: readonly Placed[]): readonly CatalogueGroup[] => {
  const of = (id: string) => placed.flatMap(({ group, finding }) => (group === id ? [finding] : [])).sort(byWeight);
  const answered = playbooks.map(({ id, title, summary }) => ({ id, title, about: summary, findings: of(id) }));
  const refused = {
    id: REFUSED,
    title: 'Files that are no finding',
    about: 'The parser refuses them and says where and why; nothing is sent.',
    findings: of(REFUSED),
  };
  return [...answered, refused].filter(({ findings }) => findings.length > 0);
};

const targets = (): readonly CatalogueTarget[] => [
  ...INSTANCE_NAMES.map((name) => ({ name, about: 'instance', account: 'staging' }) as const),
  ...USER_NAMES.map((name) => ({ name, about: 'user', account: 'production' }) as const),
  ...SANDBOX_INSTANCES.map((name) => ({ name, about: 'instance', account: 'sandbox' }) as const),
  { name: SANDBOX_USER, about: 'user', account: 'sandbox' },
];

/** Everything that "Send a finding" offers, by the playbook that answers it. */
export const catalogue = (): Catalogue => ({ groups: groupsOf(fixtureNames.map(place)), targets: targets() });
