// Makes license-texts.bin, the fingerprints of licence texts, from a registry package of the SPDX texts: node update-license-texts.mjs, then run the tests.
// The words are normalised by the product itself (LicenseWords), so that index and files go one way; a test of the product's writes the file when it is told
// where the package is. To refresh: raise the version below to one that was reviewed. The texts are not kept.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = { name: 'spdx-license-list', version: '6.12.0', license: 'CC0-1.0' };

const folder = mkdtempSync(join(tmpdir(), 'spdx-texts-'));
try {
  execFileSync('npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', `${PACKAGE.name}@${PACKAGE.version}`], { stdio: ['ignore', 'ignore', 'inherit'] });
  const unpacked = join(folder, 'node_modules', PACKAGE.name);
  const found = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
  if (found.version !== PACKAGE.version || found.license !== PACKAGE.license) throw new Error(`${PACKAGE.name}: version or licence is not the one expected`);
  const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..');
  execFileSync('dotnet', ['run', '--project', 'tests/SupplyChainSdk.Core.Tests', '--', '--filter', 'FullyQualifiedName~LicenseIndexFileTests'], {
    cwd: repository, stdio: 'inherit', env: { ...process.env, SUPPLYCHAIN_LICENSE_TEXTS: unpacked, SUPPLYCHAIN_LICENSE_TEXTS_WRITE: process.argv.includes('--check') ? '' : '1' },
  });
} finally {
  rmSync(folder, { recursive: true });
}
