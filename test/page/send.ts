import { loadFixture } from '../../local/findings';
import { type OpenedPage, openPage, type PageStage } from './open-page';

/** A file that a person drags from their desktop onto the place for it. */
const dropFile = async ({ page }: OpenedPage, name: string, text: string): Promise<void> => {
  const file = `new File([${JSON.stringify(text)}], ${JSON.stringify(name)}, { type: 'application/json' })`;
  const dataTransfer = await page.evaluateHandle(
    `(() => { const transfer = new DataTransfer(); transfer.items.add(${file}); return transfer; })()`,
  );
  await page.locator('.drop').dispatchEvent('drop', { dataTransfer });
};

const openOwn = async ({ page }: OpenedPage): Promise<void> => {
  await page.getByRole('button', { name: 'Send a finding' }).click();
  await page.getByRole('radio', { name: 'Your own JSON' }).check();
};

export const sendTests = (thePages: () => PageStage): void => {
  it('is refused with the parser’s sentence and path when a dropped file is no finding, and nothing is reported', async () => {
    const pages = thePages();
    const before = pages.stage.aws.findings().length;
    const opened = await openPage(pages);
    opened.expectProblem(/^400 POST .*\/api\/findings$/);
    await openOwn(opened);
    const { detail, ...envelope } = loadFixture('ec2-command-and-control');
    const broken = { ...envelope, detail: { ...(detail as object), severity: 'high' } };
    await dropFile(opened, 'finding.json', JSON.stringify(broken));
    await opened.page.getByText('finding.json').waitFor();
    await opened.page.getByRole('button', { name: 'Send', exact: true }).click();
    await opened.page
      .getByRole('alert')
      .filter({ hasText: 'detail.severity must be a number from 1.0 to 10.0' })
      .waitFor();
    await opened.page.getByRole('textbox').fill('{ "detail": ');
    await opened.page.getByRole('button', { name: 'Send', exact: true }).click();
    await opened.page.getByRole('alert').filter({ hasText: 'This is not JSON' }).waitFor();
    expect(pages.stage.aws.findings()).toHaveLength(before);
    await opened.close();
  });

  it('may be what GetFindings returns: it is reported as GuardDuty would publish it', async () => {
    const pages = thePages();
    const opened = await openPage(pages);
    await openOwn(opened);
    await opened.page.getByRole('textbox').fill(JSON.stringify(loadFixture('ec2-api-form')));
    await opened.page.getByLabel('About').selectOption('batch-2');
    await opened.page.getByRole('button', { name: 'Send', exact: true }).click();
    await opened.page.getByText(/GuardDuty reports .* on batch-2/).waitFor();
    expect(pages.stage.aws.findings().at(-1)?.resource).toMatchObject({
      instanceDetails: { instanceId: pages.stage.seed.staging.instances['batch-2'].id },
    });
    await opened.close();
  });
};
